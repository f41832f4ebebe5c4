import type { Log } from "@hearth/kernel/log.ts";
import type { StatusReport } from "../status/status.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import type { Stack } from "./load-stack.ts";
import { stackStatusReader } from "./stack-status-reader.ts";

/** Long enough for agents to restart after a change, and for experts to register again and load their models. */
const limitMs = 180_000;

/**
 * Waits until every node is ready and every job healthy. Gates have checked the jobs that changed; this checks all of them.
 * Throws WAIT_TIMEOUT with what is wrong.
 */
export function waitUntilHealthy(stack: Stack, options: { log: Log; signal: AbortSignal }): Promise<StatusReport> {
  const { log, signal } = options;
  const readStatus = stackStatusReader(stack);
  return log.step("every node ready and every job healthy", (progress) =>
    waitFor({ what: "a healthy cluster", limitMs, intervalMs: 1_000, signal }, async () => {
      const report = await readStatus(signal);
      if (report.status.healthy) return ready(report);
      progress(report.problems[0] ?? "");
      return notYet(report.problems.join("; "));
    }),
  );
}
