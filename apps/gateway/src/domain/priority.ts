/** Who goes first where requests have to wait, the most urgent first. */
export const priorities = ["high", "normal", "low"] as const;

export type Priority = (typeof priorities)[number];

/**
 * A key's priority (above 0: high, below: low), or the lower one that a request asks for by `x-hearth-priority`; nobody can ask
 * for a higher one.
 */
export function priorityOf(own: number | undefined, asked: string | string[] | undefined): Priority {
  const rank = own === undefined || own === 0 ? 1 : own > 0 ? 0 : 2;
  const wanted = priorities.findIndex((priority) => priority === asked);
  return priorities[Math.max(rank, wanted)] ?? "normal";
}
