import type { Allocation } from "../../nomad/nomad-types.ts";
import { localTime } from "@hearth/kernel/local-time.ts";

/** Enough to see how it came to the present state. */
const newestEvents = 12;

/** What happened to a job on its node, from the events of its tasks: the newest last. */
export function explainAllocation(allocation: Allocation): readonly string[] {
  const { NodeName, ClientStatus, ClientDescription, DesiredStatus, DeploymentStatus, TaskStates } = allocation;
  const health = DeploymentStatus?.Healthy === false ? ", not healthy" : "";
  const wanted = DesiredStatus === "run" ? "" : `, and is to ${DesiredStatus}`;
  const description = ClientDescription === "" ? "" : `: ${ClientDescription}`;
  const events = Object.entries(TaskStates)
    .flatMap(([task, { Events }]) => Events.map((event) => ({ task, ...event })))
    .sort((a, b) => a.Time - b.Time)
    .slice(-newestEvents);
  const restarts = Object.entries(TaskStates).filter(([, state]) => state.Restarts > 0);
  return [
    `${ClientStatus} on ${NodeName}${health}${wanted}${description}`,
    ...restarts.map(([task, state]) => `  ${task} was restarted ${state.Restarts} times`),
    ...events.map(
      ({ task, Type, DisplayMessage, Time }) =>
        `  ${localTime(new Date(Time / 1_000_000))}  ${task}: ${DisplayMessage === "" ? Type : DisplayMessage}`,
    ),
  ];
}

/** The allocation that says most about the present: what runs, or else what failed last. */
export const tellingAllocation = (allocations: readonly Allocation[]): Allocation | undefined =>
  allocations.find(({ ClientStatus }) => ClientStatus === "running" || ClientStatus === "pending") ??
  allocations.find(({ ClientStatus }) => ClientStatus === "failed" || ClientStatus === "lost") ??
  allocations[0];
