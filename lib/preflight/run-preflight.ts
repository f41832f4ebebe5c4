import { join } from "node:path";
import type { Cluster, ClusterNode } from "../config/derive/cluster.ts";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import { checks } from "./checks.ts";
import { compileChecks, type WantedPort } from "./compile-checks.ts";
import { judgeDuplicates } from "./judge-duplicates.ts";
import { judgeNode } from "./judge-node.ts";
import type { PreflightReport } from "./report.ts";

export interface PreflightOptions {
  /** Holds ssh_config and the pinned host keys. */
  readonly stackFolder: string;
  /** What will listen on a node: the plan's endpoints. */
  readonly ports: (node: ClusterNode) => readonly WantedPort[];
  readonly signal?: AbortSignal;
  /** How a script is run on a node; over SSH except in tests. */
  readonly run?: (node: string, script: string) => Promise<ScriptRun>;
}

/** Runs the checks as root if sudo allows it, else as the login user: the check `sudo` then fails beside the others. */
export const preflightCommand =
  "sh -c 'if sudo -n true </dev/null 2>/dev/null; then exec sudo -n sh -s; else exec sh -s; fi'";

/**
 * Checks all nodes at once and changes nothing on them. Every node is in the report, whatever happens on the others; one that
 * does not answer is reported within 15 s. Throws only when aborted.
 */
export async function runPreflight(
  { nodes }: Pick<Cluster, "nodes">,
  { stackFolder, ports, signal, run }: PreflightOptions,
): Promise<PreflightReport> {
  const sshConfigFile = join(stackFolder, "ssh_config");
  const overSsh = (node: string, script: string): Promise<ScriptRun> =>
    runScript({ sshConfigFile, node, command: preflightCommand, script, signal });
  const reports = await Promise.all(
    nodes.map(async (node) =>
      judgeNode(
        {
          node: node.name,
          run: await (run ?? overSsh)(node.name, compileChecks(checks, ports(node), node.architecture)),
        },
        checks,
      ),
    ),
  );
  const judged = judgeDuplicates(reports);
  return { ok: judged.every((report) => report.checks.every(({ state }) => state !== "error")), nodes: judged };
}
