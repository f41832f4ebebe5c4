export interface Work {
  readonly name: string;
  /** How long it would take on the machine where the estimates were made. */
  readonly estimateMs: number;
}

export interface WorkSoFar {
  /** What has been done, with the time that it took. */
  readonly done: readonly (Work & { readonly tookMs: number })[];
  /** What is being done, with the time since its start. */
  readonly running: readonly (Work & { readonly sinceMs: number })[];
  readonly waiting: readonly Work[];
}

/** This machine is at most this much faster or slower than the one of the estimates. */
const [fastest, slowest] = [0.1, 10];

/**
 * How long work that is done one after the other will still take: the estimates, scaled by how long this machine took for what it has
 * done. Something that takes longer than expected is taken as nearly done, and scales the rest.
 */
export function estimateLeftMs({ done, running, waiting }: WorkSoFar): number {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const late = running.filter(({ sinceMs, estimateMs }) => sinceMs > estimateMs);
  const took = sum([...done.map(({ tookMs }) => tookMs), ...late.map(({ sinceMs }) => sinceMs)]);
  const expected = sum([...done, ...late].map(({ estimateMs }) => estimateMs));
  const factor = expected === 0 ? 1 : Math.min(slowest, Math.max(fastest, took / expected));
  const left = running.map(({ estimateMs, sinceMs }) => Math.max(0, estimateMs * factor - sinceMs));
  return sum([...left, ...waiting.map(({ estimateMs }) => estimateMs * factor)]);
}
