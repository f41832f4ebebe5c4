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
  /** Every container of the lab, those of nodes that were not asked for too. */
  readonly containers: readonly LabContainer[];
  readonly network: LabNetwork;
  /** The public key that logs in now. */
  readonly identity: string;
  /** Address a node had before its container went away. */
  readonly formerAddress: (node: string) => string | undefined;
}

/** What has to be done so that the nodes asked for run. A node keeps its address for as long as the lab lives. */
export function planNodes(input: NodePlanInput): readonly NodeAction[] {
  const { specs, containers, network, identity, formerAddress } = input;
  // A container that was never started lacks its keys; one on a network that is gone cannot start; one made for another
  // key (its stack's folder was deleted) lets nobody in.
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

/** By Docker's state of a container: what makes it run. States that are not here are beyond repair. */
const wakeBy: ReadonlyMap<string, "leave" | "start" | "unpause"> = new Map([
  ["running", "leave"],
  ["exited", "start"],
  ["paused", "unpause"],
] as const);
