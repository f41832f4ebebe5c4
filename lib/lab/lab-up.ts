import type { Log } from "@hearth/kernel/log.ts";
import type { Docker } from "./docker/docker.ts";
import { ensureImage } from "./image/ensure-image.ts";
import { ensureDocker } from "./docker/find-docker.ts";
import { installPrograms } from "./docker/install-programs.ts";
import { labContainers, nodeAccess } from "./nodes/lab-containers.ts";
import { findLabFile, identityFile, writeLabFile, type Lab } from "./nodes/lab-file.ts";
import { withLabLock } from "./nodes/lab-lock.ts";
import { labName } from "./nodes/lab-name.ts";
import { ensureNetwork } from "./nodes/lab-network.ts";
import type { LabNodeSpec } from "./nodes/lab-node-spec.ts";
import { ensureIdentity } from "./nodes/make-key.ts";
import { makeNode, removeNode } from "./nodes/make-node.ts";
import type { Release } from "./image/node-image.ts";
import { planNodes, type NodeAction } from "./nodes/plan-nodes.ts";
import { supportedLimits } from "./nodes/supported-limits.ts";
import { waitForSsh } from "./nodes/wait-for-ssh.ts";

export interface LabUpOptions {
  readonly stack: string;
  /** Other nodes of the lab are left alone. */
  readonly nodes: readonly LabNodeSpec[];
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

const sshLimitMs = 60_000;

/**
 * Brings up nodes of a stack's lab: leaves running ones alone, starts stopped ones with their data, makes missing or half-made
 * ones. Returns when each accepts our SSH login with its pinned host key; the lab with all its nodes is written to
 * `.hearth/<stack>/lab.json`. Installs Docker and starts a daemon if none answers. Fails with LAB_FAILED, HOST_KEY_MISMATCH or
 * WAIT_TIMEOUT; running it again completes what a failed run left half done.
 */
export async function labUp({ stack, nodes, log, signal }: LabUpOptions): Promise<Lab> {
  const lab = await withLabLock({ log, signal }, async () => {
    const name = labName(stack);
    await installPrograms(["ssh-keygen"], log);
    const docker = await ensureDocker(log, signal);
    const images = new Map<Release, string>();
    const makeImages = async (): Promise<void> => {
      for (const release of new Set(nodes.map(releaseOf))) {
        images.set(release, await ensureImage(release, { docker, log, signal }));
      }
    };
    const identity = await ensureIdentity(identityFile(stack));
    const before = findLabFile(stack)?.nodes ?? [];
    // Each starts a few programs one after the other, which is all that a second run has to wait for.
    const [containers, network, limitsOf] = await Promise.all([
      labContainers(docker, name),
      ensureNetwork(docker, name, signal),
      supportedLimits(docker),
      makeImages(),
    ]);
    const actions = planNodes({
      specs: nodes,
      containers,
      network,
      identity,
      formerAddress: (node) => before.find((access) => access.name === node)?.address,
    });
    const carryOut = async (action: NodeAction): Promise<void> => {
      if (action.kind === "leave") return;
      if (action.kind !== "make") return wake(docker, action, log);
      const { spec, address, replaces } = action;
      const node = spec.name;
      const plan = { lab: name, node, image: images.get(releaseOf(spec)) ?? "", address, identity, ...limitsOf(spec) };
      await log.step(`make node ${node}`, async () => {
        if (replaces) await removeNode(docker, name, node);
        await makeNode(docker, plan, { signal });
      });
    };
    await Promise.all(actions.map(carryOut));
    const areAsTheyWere = actions.every(({ kind }) => kind === "leave");
    const present = areAsTheyWere ? containers : await labContainers(docker, name);
    const made: Lab = { name, nodes: present.map((container) => nodeAccess(container, identityFile(stack))) };
    writeLabFile(stack, made);
    return made;
  });
  const asked = lab.nodes.filter(({ name }) => nodes.some((spec) => spec.name === name));
  await log.step("wait for SSH on the lab's nodes", async () =>
    Promise.all(asked.map((node) => waitForSsh(node, sshLimitMs, signal))),
  );
  return lab;
}

const releaseOf = ({ release = "bookworm" }: LabNodeSpec): Release => release;

async function wake(docker: Docker, action: Exclude<NodeAction, { kind: "make" }>, log: Log): Promise<void> {
  await log.step(`start node ${action.container.node}`, async () =>
    docker([action.kind === "unpause" ? "unpause" : "start", action.container.container]),
  );
}
