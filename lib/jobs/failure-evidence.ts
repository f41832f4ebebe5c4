import type { NomadApi } from "../nomad/nomad-api.ts";
import type { Allocation } from "../nomad/nomad-types.ts";

const lastEvents = 6;
const lastLines = 20;
const lastBytes = 8_192;

/**
 * Why a job does not run, for people: the last events of the task in its newest failing allocation, and the end of its stderr, or
 * else stdout. Empty if no allocation is failing.
 */
export async function failureEvidence(nomad: NomadApi, jobId: string): Promise<string> {
  const allocations = await nomad.allocations(jobId);
  const allocation = allocations.find(isFailing);
  if (allocation === undefined) return "";
  const [task, state] = failingTask(allocation);
  if (task === undefined) return `${place(allocation)}: ${allocation.ClientDescription}`;
  const events = (state?.Events ?? []).slice(-lastEvents).map((event) => `${event.Type}: ${event.DisplayMessage}`);
  const stderr = await nomad.logs({ allocation: allocation.ID, task, stream: "stderr", lastBytes });
  const written =
    stderr.trim() === "" ? await nomad.logs({ allocation: allocation.ID, task, stream: "stdout", lastBytes }) : stderr;
  const lines = written.trim() === "" ? ["(it wrote nothing)"] : written.trimEnd().split("\n").slice(-lastLines);
  return [
    `task ${task} ${place(allocation)}:`,
    ...events.map((event) => `  ${event}`),
    "its last lines:",
    ...lines.map((line) => `  ${line}`),
  ].join("\n");
}

const isFailing = ({ ClientStatus, TaskStates, DeploymentStatus }: Allocation): boolean =>
  ClientStatus === "failed" ||
  DeploymentStatus?.Healthy === false ||
  (ClientStatus !== "complete" && Object.values(TaskStates).some((task) => task.Failed || task.Restarts > 0));

function failingTask({
  TaskStates,
}: Allocation): readonly [string | undefined, Allocation["TaskStates"][string] | undefined] {
  const tasks = Object.entries(TaskStates);
  return tasks.find(([, task]) => task.Failed || task.Restarts > 0) ?? tasks[0] ?? [undefined, undefined];
}

const place = ({ ID, NodeName, JobVersion }: Allocation): string =>
  `of version ${JobVersion} on ${NodeName} (allocation ${ID.slice(0, 8)})`;
