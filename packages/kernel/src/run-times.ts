import { readFileSync } from "node:fs";
import type { LogSink } from "./log.ts";
import { replaceFile } from "./replace-file.ts";

/** The times of a run and its steps. */
export interface RunTimes {
  readonly totalMs: number;
  /** When each step ended, in milliseconds since the start. */
  readonly ends: Readonly<Record<string, number>>;
}

/** Keeps the file small. */
const stepLimit = 200;

/** Collects the times of a run from its log. */
export function recordTimes(now: () => number = () => performance.now()): {
  readonly sink: LogSink;
  /** Drops what was recorded so far. */
  readonly restart: () => void;
  readonly times: () => RunTimes;
} {
  let startedAt = now();
  let ends: Record<string, number> = {};
  return {
    sink: (entry) => {
      if (entry.kind === "step-done" && Object.keys(ends).length < stepLimit) ends[entry.name] = now() - startedAt;
    },
    restart: () => {
      startedAt = now();
      ends = {};
    },
    times: () => ({ totalMs: now() - startedAt, ends }),
  };
}

/** The times in a file; undefined if it is missing or unreadable, since they are only for estimates. */
export function readTimes(file: string): RunTimes | undefined {
  try {
    const { totalMs, ends } = JSON.parse(readFileSync(file, "utf8")) as Partial<RunTimes>;
    return typeof totalMs === "number" && typeof ends === "object" ? { totalMs, ends } : undefined;
  } catch {
    return undefined;
  }
}

export const writeTimes = (file: string, times: RunTimes): void => replaceFile(file, `${JSON.stringify(times)}\n`);

/** All times by the same clock. */
export interface RunSoFar {
  /** Start times of the running steps. */
  readonly running: ReadonlyMap<string, number>;
  /** End times of the finished steps. */
  readonly ended: ReadonlyMap<string, number>;
  readonly now: number;
}

/**
 * The remaining time if this run continues like the last one, counted from the latest of the last run's steps that has ended now.
 * Undefined if the last run had none of the running steps.
 */
export function remainingMs({ totalMs, ends }: RunTimes, { running, ended, now }: RunSoFar): number | undefined {
  const starts = [...running].filter(([name]) => name in ends).map(([, startedAt]) => startedAt);
  if (starts.length === 0) return undefined;
  let [reachedMs, reachedAt] = [0, Math.min(...starts)];
  for (const [name, at] of ended) {
    const endMs = ends[name];
    if (endMs !== undefined && endMs >= reachedMs) [reachedMs, reachedAt] = [endMs, at];
  }
  return Math.max(0, totalMs - reachedMs - (now - reachedAt));
}
