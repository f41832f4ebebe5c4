import type { Allocation } from "../../nomad/nomad-types.ts";

/** The time of the newest event of any task, by the node's clock; 0 if there was none. */
export const newestEvent = ({ TaskStates }: Pick<Allocation, "TaskStates">): number =>
  Math.max(0, ...Object.values(TaskStates).flatMap(({ Events }) => Events.map(({ Time }) => Time)));

/**
 * Whether each allocation has a task that started after its newest event from before. One that is gone was replaced. Times are
 * compared only with times of the same node.
 */
export function hasRestarted(now: readonly Allocation[], before: ReadonlyMap<string, number>): boolean {
  return [...before].every(([id, time]) => {
    const allocation = now.find(({ ID }) => ID === id);
    if (allocation?.ClientStatus !== "running") return allocation === undefined || now[0]?.ID !== id;
    return Object.values(allocation.TaskStates).some(
      ({ State, Events }) => State === "running" && Events.some(({ Type, Time }) => Type === "Started" && Time > time),
    );
  });
}
