import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import type { Docker } from "../../lib/lab/docker/docker.ts";
import { findDocker } from "../../lib/lab/docker/find-docker.ts";
import type { Lab } from "../../lib/lab/nodes/lab-file.ts";
import { containerName, labName } from "../../lib/lab/nodes/lab-name.ts";
import type { LabNodeSpec } from "../../lib/lab/nodes/lab-node-spec.ts";
import { labUp } from "../../lib/lab/lab-up.ts";
import { removeNode } from "../../lib/lab/nodes/make-node.ts";

/** A node of a stack's lab. */
export interface LabNodeRef {
  readonly stack: string;
  readonly node: string;
}

const docker = async (): Promise<Docker> => {
  const found = await findDocker();
  if (found !== undefined) return found;
  throw new HearthError({ code: "STATE_MISSING", message: "no lab is up", hint: "Run `hearth lab up`." });
};

const onContainer = async ({ stack, node }: LabNodeRef, ...command: string[]): Promise<string> =>
  (await docker())([...command, containerName(labName(stack), node)]);

/** Pulls the plug: every process of the node ends at once, its disk stays. */
export const killNode = async (ref: LabNodeRef): Promise<string> => onContainer(ref, "kill");

/** Switches a killed node on again, with the same disk, address and host key. Does not wait for SSH. */
export const startNode = async (ref: LabNodeRef): Promise<string> => onContainer(ref, "start");

/** Freezes a node: it keeps its connections and answers nothing, as a machine that hangs. */
export const pauseNode = async (ref: LabNodeRef): Promise<string> => onContainer(ref, "pause");

export const unpauseNode = async (ref: LabNodeRef): Promise<string> => onContainer(ref, "unpause");

/** Runs a shell command as root in a node, not over SSH; the result is its stdout. Fails with LAB_FAILED. */
export async function execOnNode({ stack, node }: LabNodeRef, command: string): Promise<string> {
  return (await docker())(["exec", containerName(labName(stack), node), "sh", "-c", command]);
}

/**
 * Puts a disk of limited size on a folder of a node, empty at first, for tests that fill one. It lives until the node
 * stops; what was in the folder is hidden meanwhile.
 */
export async function mountLimitedDisk(ref: LabNodeRef, folder: string, sizeBytes: number): Promise<void> {
  await execOnNode(ref, `mkdir -p '${folder}' && mount -t tmpfs -o size=${sizeBytes},mode=755 hearth-disk '${folder}'`);
}

/** Replaces a node by a new machine of the same name and address, with an empty disk and another host key. */
export async function recreateNode({
  stack,
  spec,
  log,
}: {
  readonly stack: string;
  readonly spec: LabNodeSpec;
  readonly log: Log;
}): Promise<Lab> {
  await removeNode(await docker(), labName(stack), spec.name);
  return labUp({ stack, nodes: [spec], log });
}
