import type { NomadApi } from "../nomad/nomad-api.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { notYet, ready, waitFor, type Clock } from "@hearth/kernel/wait.ts";
import type { JobSpec } from "./define-job.ts";
import { variablePath } from "./put-variables.ts";

/** Longer than any job's `kill_timeout`. */
const limitMs = 90_000;

/** Stops the job, waits until its tasks have ended, and forgets it and its secrets. A missing job counts as stopped. */
export async function stopJob(nomad: NomadApi, spec: Pick<JobSpec, "id">, clock?: Clock): Promise<void> {
  const { id } = spec;
  await nomad.stop(id);
  const readyNodes = new Set((await nomad.nodes()).filter((node) => node.Status === "ready").map((node) => node.ID));
  await waitFor({ what: `the end of job ${id}`, limitMs, ...defined({ clock }) }, async () => {
    const allocations = await nomad.allocations(id);
    // What a lost node still runs is unknown, so do not wait for it.
    const running = allocations.find(
      ({ ClientStatus, NodeID }) =>
        (ClientStatus === "running" || ClientStatus === "pending") && readyNodes.has(NodeID),
    );
    return running === undefined ? ready(undefined) : notYet(`it still runs on ${running.NodeName}`);
  });
  await nomad.purge(id);
  await nomad.deleteVariable(variablePath(id));
}
