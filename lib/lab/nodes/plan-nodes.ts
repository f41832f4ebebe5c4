import { HearthError } from "@hearth/kernel/errors.ts";
import type { LabContainer } from "./lab-containers.ts";
import type { LabNetwork } from "./lab-network.ts";
import type { LabNodeSpec } from "./lab-node-spec.ts";
import { freeAddress } from "./subnet.ts";

export type NodeAction =
  | { readonly kind: "leave" | "start" | "unpause"; readonly container: LabContainer }
  | { readonly kind: "make"; readonly spec: LabNodeSpec; readonly address: string; readonly replaces: boolean };

export interface NodePlanInput {
  readonly specs: readonly LabNodeSpec[];
  /** Every container of the lab, including those of nodes that were not requested. */
  readonly containers: readonly LabContainer[];
  readonly network: LabNetwork;
  /** The public key that logs in now. */
  readonly identity: string;
  /** Addresses that nodes had before their containers went away. */
  readonly formerAddress: (node: string) => string | undefined;
}

/** What has to be done so that the requested nodes run. A node keeps its address as long as the lab exists. */
export function planNodes(input: NodePlanInput): readonly NodeAction[] {
  const { specs, containers, network, identity, formerAddress } = input;
  // Containers to replace: never started (it lacks its keys), on a network that is gone (it cannot start), or made for another
  // key because the stack's folder was deleted (nobody can log in).
  const isUsable = (container: LabContainer): boolean =>
    wakeBy.has(container.state) && container.identity === identity && !network.isNew;
  const usable = containers.filter(isUsable);
  const taken = new Set(usable.map(({ address }) => address));
  return specs.map((spec) => {
    const container = usable.find(({ node }) => node === spec.name);
    const kind = wakeBy.get(container?.state ?? "");
    if (container !== undefined && kind !== undefined) return { kind, container };
    const address = freeAddress(network.subnet, taken, formerAddress(spec.name));
    if (address === undefined) {
      throw new HearthError({
        code: "LAB_FAILED",
        message: `the lab's network ${network.subnet} has no address left for ${spec.name}`,
        hint: "Run `hearth lab down`, and ask for fewer nodes.",
      });
    }
    taken.add(address);
    return { kind: "make", spec, address, replaces: containers.some(({ node }) => node === spec.name) };
  });
}

/** What makes a container run, by its Docker state. Containers in other states are replaced. */
const wakeBy: ReadonlyMap<string, "leave" | "start" | "unpause"> = new Map([
  ["running", "leave"],
  ["exited", "start"],
  ["paused", "unpause"],
] as const);
