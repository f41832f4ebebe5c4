import { join } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { asRoot } from "../ssh/as-root.ts";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import { sshFailure } from "../ssh/ssh-failure.ts";

/** How a script is run on a node; over SSH as root, except in tests. */
export type RunOnNode = (node: string, script: string) => Promise<ScriptRun>;

/** A backup of a large house takes hours, and says nothing meanwhile. */
const silenceLimitMs = 12 * 3_600_000;

export function nodeRunner(stackFolder: string, signal: AbortSignal): RunOnNode {
  const sshConfigFile = join(stackFolder, "ssh_config");
  return (node, script) =>
    runScript({
      sshConfigFile,
      node,
      ...asRoot({ stackFolder, node, command: "sh -s" }),
      script: `echo ready\n${script}`,
      signal,
      silenceLimitMs,
    });
}

export interface Said {
  readonly status: number;
  readonly lines: readonly string[];
  /** The last line of what went wrong; empty if nothing did. */
  readonly reason: string;
}

/** What a script on a node said. Throws NODE_UNREACHABLE and its like, and BACKUP_FAILED where the node has no role `backup`. */
export async function askNode(run: RunOnNode, node: string, script: string): Promise<Said> {
  const ended = await run(node, script);
  const [first, ...lines] = ended.stdout.trimEnd().split("\n");
  if (first !== "ready" || ended.exitCode === undefined || ended.exitCode === 255) throw sshFailure(node, ended);
  if (ended.exitCode === 127) {
    throw new HearthError({
      code: "BACKUP_FAILED",
      at: node,
      message: `${node} is not set up for backups yet`,
      hint: "Bring the section `backup` of the inventory to the machines with `hearth up`.",
    });
  }
  return { status: ended.exitCode, lines, reason: ended.stderr.trim().split("\n").at(-1) ?? "" };
}

/** The same, where anything but success is an error. Throws BACKUP_FAILED with what the node said. */
export async function askNodeWell(run: RunOnNode, node: string, script: string): Promise<readonly string[]> {
  const { status, lines, reason } = await askNode(run, node, script);
  if (status === 0) return lines;
  throw new HearthError({
    code: "BACKUP_FAILED",
    at: node,
    message: reason === "" ? `the run ended with status ${status}` : reason,
    hint: `Nothing was changed. See what the machine says with \`hearth logs ${node} --grep backup\`, and docs/how-to/back-up.md.`,
  });
}
