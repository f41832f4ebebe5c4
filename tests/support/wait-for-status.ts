import type { Status } from "../../lib/status/status.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { hearth } from "./hearth.ts";

/** The status once the cluster is healthy, or once it is not. */
export function waitForStatus(healthy: boolean, limitMs: number): Promise<Status> {
  return waitFor(
    { what: healthy ? "a healthy cluster" : "an unhealthy cluster", limitMs, intervalMs: 500 },
    async () => {
      const { stdout, stderr } = await hearth(["--json", "status"]);
      if (stdout === "") return notYet(stderr);
      const status = JSON.parse(stdout) as Status;
      return status.healthy === healthy ? ready(status) : notYet(stdout);
    },
  );
}
