/** Priorities in queues, the most urgent first. */
export const priorities = ["high", "normal", "low"] as const;

export type Priority = (typeof priorities)[number];

/**
 * A key's priority (above 0: high, below 0: low), or a lower one if the request asks for it by `x-hearth-priority`. A request cannot
 * raise its priority.
 */
export function priorityOf(own: number | undefined, asked: string | string[] | undefined): Priority {
  const rank = own === undefined || own === 0 ? 1 : own > 0 ? 0 : 2;
  const wanted = priorities.findIndex((priority) => priority === asked);
  return priorities[Math.max(rank, wanted)] ?? "normal";
}
