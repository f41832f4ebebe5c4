import { terminalLine, type LogEntry, type LogSink } from "./log.ts";
import { remainingMs, type RunTimes } from "./run-times.ts";
import { formatElapsed } from "./units.ts";

export interface ProgressLineOptions {
  readonly write: (text: string) => void;
  /** Width of the terminal; the line is cut to it, since a wrapped line cannot be rewritten. */
  readonly columns: () => number;
  /** Whether to colour status signs. */
  readonly color: boolean;
  /** Times of the last run of this kind, to estimate the remaining time. */
  readonly lastRun?: RunTimes | undefined;
  /** Monotonic clock in milliseconds. */
  readonly now?: () => number;
  /** Calls `redraw` repeatedly until the returned function is called. */
  readonly every?: (intervalMs: number, redraw: () => void) => () => void;
}

interface RunningStep {
  readonly startedAt: number;
  note: string;
}

const redrawEveryMs = 200;
const clearLine = "\r\u001b[K";
const colors = { "✓": 32, "✗": 31, "…": 2, "warning:": 33 } as const;

const byTimer = (intervalMs: number, redraw: () => void): (() => void) => {
  const timer = setInterval(redraw, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * For a terminal: one line, rewritten in place, with the running step, its elapsed time and the total time remaining. Finished steps and
 * messages stay above it, each once.
 */
export function progressLine(options: ProgressLineOptions): LogSink {
  const { write, columns, color, lastRun, now = () => performance.now(), every = byTimer } = options;
  const running = new Map<string, RunningStep>();
  const ended = new Map<string, number>();
  let stop: (() => void) | undefined;

  const line = (): string => {
    const [name, step] = [...running].at(-1) ?? [];
    if (name === undefined || step === undefined) return "";
    const others = running.size > 1 ? `  (and ${running.size - 1} more)` : "";
    const note = step.note === "" ? "" : `  ${step.note}`;
    const starts = new Map([...running].map(([each, { startedAt }]) => [each, startedAt]));
    const left = lastRun && remainingMs(lastRun, { running: starts, ended, now: now() });
    const remains = left === undefined || left < 1_000 ? "" : `  about ${wholeSeconds(left)} left`;
    return `… ${name}  ${formatElapsed(now() - step.startedAt)}${remains}${others}${note}`;
  };
  const redraw = (): void => {
    const text = line();
    write(clearLine + (text === "" ? "" : paint(text.slice(0, Math.max(0, columns() - 1)), color)));
  };

  return (entry) => {
    track(entry, { running, ended, now });
    const text = entry.kind === "step-running" ? undefined : terminalLine(entry);
    if (text !== undefined) write(`${clearLine}${paint(text, color)}\n`);
    if (running.size > 0) {
      stop ??= every(redrawEveryMs, redraw);
      redraw();
    } else if (stop !== undefined) {
      stop();
      stop = undefined;
      redraw();
    }
  };
}

function track(
  entry: LogEntry,
  state: { running: Map<string, RunningStep>; ended: Map<string, number>; now: () => number },
): void {
  if (entry.kind === "step-started") state.running.set(entry.name, { startedAt: state.now(), note: "" });
  else if (entry.kind === "step-noted") {
    const step = state.running.get(entry.name);
    if (step !== undefined) step.note = entry.note;
  } else if (entry.kind === "step-done" || entry.kind === "step-failed") {
    state.running.delete(entry.name);
    state.ended.set(entry.name, state.now());
  }
}

/** Colours the sign at the start of a line; for a running step, the whole line. */
function paint(text: string, color: boolean): string {
  const sign = (Object.keys(colors) as (keyof typeof colors)[]).find((start) => text.startsWith(start));
  if (!color || sign === undefined) return text;
  const painted = sign === "…" ? text : sign;
  return `\u001b[${colors[sign]}m${painted}\u001b[0m${text.slice(painted.length)}`;
}

/** An estimate has no tenths. */
const wholeSeconds = (durationMs: number): string =>
  formatElapsed(Math.round(durationMs / 1_000) * 1_000).replace(".0s", "s");
