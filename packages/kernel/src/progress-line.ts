import { terminalLine, type LogEntry, type LogSink, type StepPart } from "./log.ts";
import { remainingMs, type RunTimes } from "./run-times.ts";
import { formatElapsed } from "./units.ts";

export interface ProgressLineOptions {
  readonly write: (text: string) => void;
  /** Width of the terminal; the line is cut to it, since a wrapped line cannot be rewritten. */
  readonly columns: () => number;
  /** Height of the terminal; what does not fit is counted. */
  readonly rows?: () => number;
  /** Whether to colour status signs. */
  readonly color: boolean;
  /** Times of the last run of this kind, to estimate the remaining time. Asked each time: it may be known later than the first step. */
  readonly lastRun?: () => RunTimes | undefined;
  /** Monotonic clock in milliseconds. */
  readonly now?: () => number;
  /** Calls `redraw` repeatedly until the returned function is called. */
  readonly every?: (intervalMs: number, redraw: () => void) => () => void;
}

interface RunningStep {
  readonly startedAt: number;
  note: string;
  parts: readonly StepPart[];
}

const redrawEveryMs = 200;
/** Takes a block of so many lines away, the last of which has the cursor. */
const clear = (lines: number): string => (lines <= 1 ? "\r\u001b[K" : `\r\u001b[${lines - 1}A\u001b[J`);
const colors = { "✓": 32, "✗": 31, "…": 2, "warning:": 33 } as const;

const byTimer = (intervalMs: number, redraw: () => void): (() => void) => {
  const timer = setInterval(redraw, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * For a terminal: a line, rewritten in place, for each running step, with its elapsed time; the first has the total time remaining. Below a
 * step is a line for each of its parts. Finished steps and messages stay above, each once.
 */
export function progressLine(options: ProgressLineOptions): LogSink {
  const { write, columns, rows = () => 24, color, lastRun, now = () => performance.now(), every = byTimer } = options;
  const running = new Map<string, RunningStep>();
  const ended = new Map<string, number>();
  let stop: (() => void) | undefined;
  let shown = 0;

  const block = (): readonly string[] => {
    const left = remaining();
    const lines = [...running].flatMap(([name, step], index) => stepLines(name, step, index === 0 ? left : ""));
    const most = Math.max(2, rows() - 2);
    return lines.length <= most ? lines : [...lines.slice(0, most - 1), `  and ${lines.length - most + 1} more`];
  };
  const remaining = (): string => {
    const starts = new Map([...running].map(([each, { startedAt }]) => [each, startedAt]));
    const last = lastRun?.();
    const left = last && remainingMs(last, { running: starts, ended, now: now() });
    return left === undefined || left < 1_000 ? "" : `  about ${wholeSeconds(left)} left`;
  };
  const stepLines = (name: string, { startedAt, note, parts }: RunningStep, left: string): readonly string[] => {
    const said = note === "" || parts.length > 0 ? "" : `  ${note}`;
    const widest = Math.max(0, ...parts.map((part) => part.name.length));
    return [
      `… ${name}  ${formatElapsed(now() - startedAt)}${left}${said}`,
      ...parts.map((part) =>
        `  ${part.name.padEnd(widest)}  ${formatElapsed(now() - part.startedAt)}  ${part.note}`.trimEnd(),
      ),
    ];
  };
  const redraw = (): void => {
    const lines = block().map((line) => paint(line.slice(0, Math.max(0, columns() - 1)), color));
    write(clear(shown) + lines.join("\n"));
    shown = lines.length;
  };

  return (entry) => {
    track(entry, { running, ended, now });
    const text = entry.kind === "step-running" ? undefined : terminalLine(entry);
    if (text !== undefined) {
      write(`${clear(shown)}${paint(text, color)}\n`);
      shown = 0;
    }
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
  if (entry.kind === "step-started") state.running.set(entry.name, { startedAt: state.now(), note: "", parts: [] });
  else if (entry.kind === "step-noted") {
    const step = state.running.get(entry.name);
    if (step !== undefined) {
      step.note = entry.note;
      step.parts = entry.parts ?? [];
    }
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
