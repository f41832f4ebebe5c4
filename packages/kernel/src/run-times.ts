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

/** A finished run, and how many things it had to make or remove. */
export interface RecordedRun extends RunTimes {
  readonly toDo: number;
}

/** How many kinds of runs are remembered. */
const runLimit = 8;

/** The runs in a file, the newest first; none if it is missing or unreadable, since they are only for estimates. */
export function readRuns(file: string): readonly RecordedRun[] {
  try {
    const { runs } = JSON.parse(readFileSync(file, "utf8")) as { runs?: readonly Partial<RecordedRun>[] };
    return (runs ?? []).filter(isRecorded);
  } catch {
    return [];
  }
}

const isRecorded = (run: Partial<RecordedRun>): run is RecordedRun =>
  typeof run.toDo === "number" && typeof run.totalMs === "number" && typeof run.ends === "object";

/** Adds a run, in place of the last one with as much to do. */
export function writeRun(file: string, run: RecordedRun): void {
  const runs = [run, ...readRuns(file).filter(({ toDo }) => toDo !== run.toDo)].slice(0, runLimit);
  try {
    replaceFile(file, `${JSON.stringify({ runs })}\n`);
  } catch {
    // Without it the next run shows no estimate.
  }
}

/**
 * The last run with about as much to do: half as much more or less at most. Undefined if there is none, since an estimate from a run of
 * another size is worse than none.
 */
export function runLike(runs: readonly RecordedRun[], toDo: number): RunTimes | undefined {
  const alike = runs.filter((run) => toDo <= run.toDo * 1.5 && run.toDo <= toDo * 1.5);
  const distance = (run: RecordedRun): number => Math.abs(run.toDo - toDo);
  return alike.toSorted((one, other) => distance(one) - distance(other))[0];
}

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
