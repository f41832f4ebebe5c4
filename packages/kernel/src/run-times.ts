import { readFileSync } from "node:fs";
import type { LogSink } from "./log.ts";
import { replaceFile } from "./replace-file.ts";

/** How long a run took, by its steps. */
export interface RunTimes {
  readonly totalMs: number;
  /** When each step ended, in milliseconds since the start. */
  readonly ends: Readonly<Record<string, number>>;
}

/** So that the file stays small whatever a run does. */
const stepLimit = 200;

/** Collects the times of a run from its log. */
export function recordTimes(now: () => number = () => performance.now()): {
  readonly sink: LogSink;
  /** Forgets what was until now. */
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

/** The times in a file; undefined where there are none that can be read: they are a help, no more. */
export function readTimes(file: string): RunTimes | undefined {
  try {
    const { totalMs, ends } = JSON.parse(readFileSync(file, "utf8")) as Partial<RunTimes>;
    return typeof totalMs === "number" && typeof ends === "object" ? { totalMs, ends } : undefined;
  } catch {
    return undefined;
  }
}

export const writeTimes = (file: string, times: RunTimes): void => replaceFile(file, `${JSON.stringify(times)}\n`);

/** All by the same clock. */
export interface RunSoFar {
  /** When each step that runs was started. */
  readonly running: ReadonlyMap<string, number>;
  /** When each step that is done ended. */
  readonly ended: ReadonlyMap<string, number>;
  readonly now: number;
}

/**
 * What would remain if this run went on as the last one did: counted from that step of it which ended last, among those that have
 * ended now. Undefined where the last run had none of the steps that run, so nothing is known.
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
