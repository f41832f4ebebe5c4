import { join } from "node:path";
import type { Cluster, ClusterNode } from "../config/derive/cluster.ts";
import { asRootOrNot, type AsRoot } from "../ssh/as-root.ts";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import { checks } from "./checks.ts";
import { compileChecks, type WantedPort } from "./compile-checks.ts";
import { judgeDuplicates } from "./judge-duplicates.ts";
import { judgeNode } from "./judge-node.ts";
import { factChecks } from "./fact-checks.ts";
import type { NodePlan } from "./facts/fact-check.ts";
import { compileProbe, type Peer } from "../profile/compile-probe.ts";
import type { NodeProfile } from "../profile/node-profile.ts";
import { parseProbe } from "../profile/parse-probe.ts";
import type { CheckResult, NodeReport, PreflightReport } from "./report.ts";
import { waive } from "./waive.ts";

export interface PreflightOptions {
  /** Holds ssh_config and the pinned host keys. */
  readonly stackFolder: string;
  /** What will listen on a node: the plan's endpoints. */
  readonly ports: (node: ClusterNode) => readonly WantedPort[];
  readonly signal?: AbortSignal;
  /** Asks every node for its facts too, and judges them; absent leaves that out. */
  readonly facts?: FactsOptions;
  /** How a script is run on a node; over SSH except in tests. */
  readonly run?: (node: string, script: string) => Promise<ScriptRun>;
}

export interface FactsOptions {
  /** Other nodes that a node pings. */
  readonly peers: (node: ClusterNode) => readonly Peer[];
  readonly plan: (node: ClusterNode) => NodePlan;
  /** Where the facts go. */
  readonly keep?: (profile: NodeProfile) => void;
}

/** Runs the checks as root if sudo allows it, else as the login user: the check `sudo` then fails beside the others. */
export const preflightCommand = (stackFolder: string, node: string): AsRoot =>
  asRootOrNot({ stackFolder, node, command: "sh -s" });

/**
 * Checks all nodes at once and changes nothing on them. Every node is in the report, whatever happens on the others; one that
 * does not answer is reported within 15 s. Throws only when aborted.
 */
export async function runPreflight(
  { nodes, waivers = [] }: Pick<Cluster, "nodes" | "waivers">,
  { stackFolder, ports, facts, signal, run }: PreflightOptions,
): Promise<PreflightReport> {
  const sshConfigFile = join(stackFolder, "ssh_config");
  // Through a jump host, two logins are counted as one.
  const countKeys = new Set(
    nodes.filter(({ ssh }) => ssh.identityFile === undefined && ssh.jump === undefined).map(({ name }) => name),
  );
  const overSsh = (node: string, script: string): Promise<ScriptRun> =>
    runScript({
      sshConfigFile,
      node,
      ...preflightCommand(stackFolder, node),
      script,
      signal,
      countKeys: countKeys.has(node),
    });
  const answers = await Promise.all(
    nodes.map(async (node): Promise<Answer> => {
      const script = compileChecks(checks, ports(node), node.architecture);
      const probe = facts === undefined ? "" : compileProbe(facts.peers(node));
      const ended = await (run ?? overSsh)(node.name, `${script}${probe}`);
      const judged = judgeNode({ node: node.name, run: ended }, checks);
      const report = node.mayBeOff === true ? mayBeOff(judged) : judged;
      if (facts === undefined || !/^== end$/m.test(ended.stdout)) return { report };
      const profile = parseProbe(node.name, ended.stdout, new Date());
      facts.keep?.(profile);
      return { report, profile, plan: facts.plan(node) };
    }),
  );
  const reports = withFacts(answers);
  const { nodes: judged, idle } = waive(judgeDuplicates(reports), waivers);
  return {
    ok: judged.every((report) => report.checks.every(({ state }) => state !== "error")),
    nodes: judged,
    // Without the facts, nobody knows what their checks would have found.
    ...(facts !== undefined && idle.length > 0 && { idleWaivers: idle }),
  };
}

/** That nothing answers at a machine's address is a warning if the machine may be off. */
const mayBeOff = ({ node, checks }: NodeReport): NodeReport => ({
  node,
  checks: checks.map((result) =>
    result.code === "NODE_UNREACHABLE"
      ? { ...result, state: "warning", detail: `${node} is off, as the inventory allows` }
      : result,
  ),
});

interface Answer {
  readonly report: NodeReport;
  readonly profile?: NodeProfile;
  readonly plan?: NodePlan;
}

/** Judges the facts of those that told them. That a node which is off does not answer its peers either is no news. */
function withFacts(answers: readonly Answer[]): readonly NodeReport[] {
  const present = new Set(answers.flatMap(({ profile }) => profile?.node ?? []));
  return answers.map(({ report, profile, plan }) => {
    if (profile === undefined || plan === undefined) return report;
    const seen = { ...profile, peers: profile.peers.filter(({ node }) => present.has(node)) };
    const judged = factChecks.map(({ name, judge }): CheckResult => ({ check: name, ...judge(seen, plan) }));
    return { ...report, checks: [...report.checks, ...judged] };
  });
}
