import { HearthError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { NodeAccess } from "../ssh/node-access.ts";
import type { Docker } from "./docker.ts";
import { ensureImage } from "./ensure-image.ts";
import { ensureDocker } from "./find-docker.ts";
import { labContainers, type LabContainer } from "./lab-containers.ts";
import { findLabFile, identityFile, writeLabFile, type Lab } from "./lab-file.ts";
import { withLabLock } from "./lab-lock.ts";
import { labName } from "./lab-name.ts";
import { ensureNetwork } from "./lab-network.ts";
import { installPrograms } from "./install-programs.ts";
import { ensureIdentity } from "./make-key.ts";
import { makeNode, removeNode } from "./make-node.ts";
import type { Release } from "./node-image.ts";
import { freeAddress } from "./subnet.ts";
import { waitForSsh } from "./wait-for-ssh.ts";

export interface LabNodeSpec {
  /** A DNS label. */
  readonly name: string;
  /** Limits for the whole node; absent means all that the machine has. */
  readonly memoryBytes?: number;
  readonly cpus?: number;
  /** Debian's release; bookworm unless told. Nomad's `exec` does not run on a trixie node where cgroup v1 rules. */
  readonly release?: Release;
}

export interface LabUpOptions {
  readonly stack: string;
  readonly nodes: readonly LabNodeSpec[];
  readonly log: Log;
  readonly signal?: AbortSignal;
}

const sshLimitMs = 60_000;

/**
 * Brings a stack's nodes up: running ones are left alone, stopped ones started with their data, missing or half-made
 * ones made. Returns when each lets us in over SSH with its pinned host key, and writes `.hearth/<stack>/lab.json`.
 * Installs Docker and starts a daemon where none answers.
 */
export async function labUp({ stack, nodes, log, signal }: LabUpOptions): Promise<Lab> {
  const name = labName(stack);
  const lab = await withLabLock({ log, signal }, async () => {
    await installPrograms(["ssh-keygen"], log);
    const docker = await ensureDocker(log, signal);
    const identity = await ensureIdentity(identityFile(stack));
    const images = new Map<Release, string>();
    for (const { release = "bookworm" } of nodes) {
      if (!images.has(release)) images.set(release, await ensureImage(release, { docker, log, signal }));
    }
    const network = await ensureNetwork(docker, name, signal);
    const containers = await labContainers(docker, name);
    const isUsable = (container: LabContainer): boolean =>
      !network.isNew && container.identity === identity && usableStates.has(container.state);
    const kept = containers.filter(isUsable);
    const taken = new Set(kept.map(({ address }) => address));
    const addressFor = (node: string): string => {
      const before = findLabFile(stack)?.nodes.find((access) => access.name === node)?.address;
      const address = freeAddress(network.subnet, taken, before);
      if (address === undefined) throw tooManyNodes(network.subnet);
      taken.add(address);
      return address;
    };
    const work = nodes.map(({ name: node, release = "bookworm", ...limits }) => {
      const found = containers.find((container) => container.node === node);
      if (found !== undefined && isUsable(found)) return async () => access(await wake(docker, found, log));
      const plan = { lab: name, node, image: images.get(release) ?? "", identity, address: addressFor(node), ...limits };
      return async () => {
        if (found !== undefined) await removeNode(docker, name, node);
        const hostKey = await log.step(`make node ${node}`, async () => makeNode(docker, plan, { signal }));
        return access({ node, address: plan.address, hostKey });
      };
    });
    const access = ({ node, address, hostKey }: Pick<LabContainer, "node" | "address" | "hostKey">): NodeAccess => ({
      name: node,
      address,
      port: 22,
      user: "operator",
      hostKey,
      identityFile: identityFile(stack),
    });
    const made = { name, nodes: await Promise.all(work.map((start) => start())) };
    writeLabFile(stack, made);
    return made;
  });
  await log.step("wait for SSH on the lab's nodes", async () =>
    Promise.all(lab.nodes.map((node) => waitForSsh(node, sshLimitMs, signal))),
  );
  return lab;
}

/** A container that was created and never started lacks its keys; one that is dead or being removed is of no use. */
const usableStates: ReadonlySet<string> = new Set(["running", "paused", "restarting", "exited"]);

async function wake(docker: Docker, container: LabContainer, log: Log): Promise<LabContainer> {
  if (container.state === "paused") await docker(["unpause", container.container]);
  if (container.state === "exited") {
    await log.step(`start node ${container.node}`, async () => docker(["start", container.container]));
  }
  return container;
}

const tooManyNodes = (subnet: string): HearthError =>
  new HearthError({
    code: "LAB_FAILED",
    message: `the lab's network ${subnet} has no address left`,
    hint: "Run `hearth lab down`, and ask for fewer nodes.",
  });
