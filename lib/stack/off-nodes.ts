import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { nodesThatMayBeOff } from "../jobs/waiting-for.ts";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import { sshFailure } from "../ssh/ssh-failure.ts";
import type { Stack } from "./load-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";

/** Tells Pulumi's program which machines `up` has found off, separated by commas. */
export const offVariable = "HEARTH_OFF_NODES";

/** Tells it which machines an upgrade has not come to yet, separated by commas. */
export const heldVariable = "HEARTH_HELD_NODES";

export interface FindOffOptions {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** How a command is run on a node; over SSH except in tests. */
  readonly run?: (node: string) => Promise<ScriptRun>;
}

/**
 * Which of the machines that may be off are off now. One that answers, but refuses us, is not: that is a fault. Says what is left
 * as it is.
 */
export async function findOffNodes(stack: Stack, { log, signal, run }: FindOffOptions): Promise<readonly string[]> {
  const mayBeOff = nodesThatMayBeOff(stack.cluster);
  if (mayBeOff.length === 0) return [];
  const sshConfigFile = join(stack.folder, "ssh_config");
  const overSsh = (node: string): Promise<ScriptRun> =>
    runScript({ sshConfigFile, node, command: "echo on", script: "", signal });
  const answers = await Promise.all(
    mayBeOff.map(async (node) => {
      const ended = await (run ?? overSsh)(node);
      const isOff = ended.exitCode !== 0 && sshFailure(node, ended).code === "NODE_UNREACHABLE";
      return isOff ? [node] : [];
    }),
  );
  const off = answers.flat();
  const { names } = readCheckpoint(stack.name);
  for (const node of off) {
    const isSetUp = [...names].some((name) => name.startsWith(`${node}/`));
    const what = isSetUp ? "it is left as it is" : "it is not set up yet";
    log.warn(`${node} is off, as the inventory allows, and ${what}; run \`hearth up\` again when it is on`);
  }
  return off;
}

/** The machines that `up` has found off, in Pulumi's program. */
export const offNodes = (): ReadonlySet<string> => new Set((process.env[offVariable] ?? "").split(",").filter(Boolean));

/** The machines whose units stay as they are for now, in Pulumi's program. */
export const heldNodes = (): ReadonlySet<string> =>
  new Set((process.env[heldVariable] ?? "").split(",").filter(Boolean));

/** The stack as far as its machines are on. */
export const withoutNodes = (stack: Stack, off: ReadonlySet<string>): Stack => ({
  ...stack,
  cluster: { ...stack.cluster, nodes: stack.cluster.nodes.filter(({ name }) => !off.has(name)) },
});
