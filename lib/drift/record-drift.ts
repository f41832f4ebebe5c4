import { join } from "node:path";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import type { DriftReport } from "./report.ts";

export interface RecordOptions {
  readonly stackFolder: string;
  readonly nowSeconds: number;
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
  const { stackFolder, nowSeconds, signal } = options;
  const overSsh = (node: string, script: string): Promise<ScriptRun> =>
    runScript({ sshConfigFile: join(stackFolder, "ssh_config"), node, command: "sudo -n sh -s", script, signal });
  const run = options.run ?? overSsh;
  const answered = [...Map.groupBy(rows, ({ node }) => node)].filter(([, own]) =>
    own.every(({ state }) => state !== "unreachable" && state !== "off"),
  );
  await Promise.allSettled(
    answered.map(([node, own]) => run(node, scriptOf(own.filter(({ state }) => state !== "ok").length, nowSeconds))),
  );
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
