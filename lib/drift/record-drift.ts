import { join } from "node:path";
import { asRoot } from "../ssh/as-root.ts";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import type { RepairPlan } from "./plan-repair.ts";
import type { DriftReport } from "./report.ts";

export interface RecordOptions {
  readonly stackFolder: string;
  /** The present by default. */
  readonly nowSeconds?: number;
  readonly signal?: AbortSignal;
  /** How a script is run on a node; over SSH except in tests. */
  readonly run?: (node: string, script: string) => Promise<ScriptRun>;
}

/** Where node-exporter looks; roles/node-exporter.ts. */
const folder = "/var/lib/prometheus/node-exporter";

/**
 * Leaves on each node that answered how many of its steps differ, and when that was seen, for Prometheus. It is no loss if this fails: the
 * report says it all.
 */
export async function recordDrift({ rows }: DriftReport, options: RecordOptions): Promise<void> {
  const answered = [...Map.groupBy(rows, ({ node }) => node)].filter(([, own]) =>
    own.every(({ state }) => state !== "unreachable" && state !== "off"),
  );
  await record(
    new Map(answered.map(([node, own]) => [node, own.filter(({ state }) => state !== "ok").length])),
    options,
  );
}

/** The same once everything that differed has been repaired, on those of the nodes that could be checked. */
export async function recordRepaired(
  { unchecked }: Pick<RepairPlan, "unchecked">,
  nodes: readonly string[],
  options: RecordOptions,
): Promise<void> {
  const repaired = nodes.filter((node) => !unchecked.includes(node));
  await record(new Map(repaired.map((node) => [node, 0])), options);
}

async function record(findings: ReadonlyMap<string, number>, options: RecordOptions): Promise<void> {
  const { stackFolder, nowSeconds = Math.round(Date.now() / 1_000), signal } = options;
  const sshConfigFile = join(stackFolder, "ssh_config");
  const overSsh = (node: string, script: string): Promise<ScriptRun> =>
    runScript({ sshConfigFile, node, ...asRoot({ stackFolder, node, command: "sh -s" }), script, signal });
  const run = options.run ?? overSsh;
  await Promise.allSettled([...findings].map(([node, number]) => run(node, scriptOf(number, nowSeconds))));
}

const scriptOf = (findings: number, nowSeconds: number): string => `cd ${folder} 2>/dev/null || exit 0
cat >drift.prom.new <<end
# TYPE hearth_drift_findings gauge
hearth_drift_findings ${findings}
# TYPE hearth_drift_checked_timestamp_seconds gauge
hearth_drift_checked_timestamp_seconds ${nowSeconds}
end
chmod 644 drift.prom.new && mv drift.prom.new drift.prom
`;
