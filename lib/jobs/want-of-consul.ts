import type { Allocation } from "../nomad/nomad-types.ts";

/** Messages of Nomad's client, which logs a task in to Consul before it starts any part of it. */
const turnedAway =
  /pre-run hook "consul[^"]*" failed: .*(?:Unexpected response code: (?:429|5\d\d)|connection refused|connection reset|EOF|timeout|deadline exceeded)/s;

/**
 * Whether a registration failed only because of Consul: every failed allocation failed before its program was started, because
 * Consul had no leader or did not answer. A refused login does not count, because it would be refused again. Without the
 * registration's index only the newest failure is judged.
 */
export function failedForWantOfConsul(allocations: readonly Allocation[], registrationIndex?: number): boolean {
  const failed = allocations.filter(({ ClientStatus }) => ClientStatus === "failed");
  const newest = Math.max(...failed.map(({ CreateIndex }) => CreateIndex));
  const judged = failed.filter(({ CreateIndex }) => CreateIndex >= (registrationIndex ?? newest));
  return judged.length > 0 && judged.every(wasTurnedAway);
}

const wasTurnedAway = ({ TaskStates }: Allocation): boolean =>
  Object.values(TaskStates).some(({ Events }) => Events.some(({ DisplayMessage }) => turnedAway.test(DisplayMessage)));
