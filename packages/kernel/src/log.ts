import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { formatElapsed } from "./units.ts";
import { messageOf } from "./errors.ts";

export type LogEntry =
  | { readonly kind: "info" | "warning" | "detail"; readonly text: string }
  | { readonly kind: "step-started"; readonly name: string }
  | {
      readonly kind: "step-noted";
      readonly name: string;
      readonly note: string;
      readonly parts?: readonly StepPart[] | undefined;
    }
  | { readonly kind: "step-running"; readonly name: string; readonly elapsedMs: number; readonly note: string }
  | { readonly kind: "step-done"; readonly name: string; readonly elapsedMs: number; readonly note: string }
  | { readonly kind: "step-failed"; readonly name: string; readonly elapsedMs: number; readonly because: string };

/** Where entries go: the terminal, a log file, a list in a test. */
export type LogSink = (entry: LogEntry) => void;

/** One of several things that a step does at the same time: a machine, or a job. */
export interface StepPart {
  readonly name: string;
  /** What it is at, or waits for. */
  readonly note: string;
  /** When it started, by `performance.now()`. */
  readonly startedAt: number;
}

/**
 * Progress of one step; the latest note is shown beside its elapsed time. A terminal shows the parts instead, where there are any, each
 * on a line of its own.
 */
export type Progress = (note: string, parts?: readonly StepPart[]) => void;

export interface Log {
  info(text: string): void;
  warn(text: string): void;
  /** For the log file only: output of programs, decisions. */
  detail(text: string): void;
  /** Runs `work` as a named step: shows its start, its elapsed time if it takes long, and its end. */
  step<T>(name: string, work: (progress: Progress) => Promise<T>): Promise<T>;
}

/** A step that takes this long gets a line, and another each time its elapsed time has doubled. */
const longStepMs = 2_000;
const reportEveryMs = 10_000;

export function createLog(...sinks: readonly LogSink[]): Log {
  const emit = (entry: LogEntry): void => sinks.forEach((sink) => sink(entry));
  return {
    info: (text) => emit({ kind: "info", text }),
    warn: (text) => emit({ kind: "warning", text }),
    detail: (text) => emit({ kind: "detail", text }),
    async step(name, work) {
      const start = performance.now();
      const elapsed = (): number => performance.now() - start;
      let note = "";
      let nextReportMs = longStepMs;
      emit({ kind: "step-started", name });
      const timer = setInterval(() => {
        if (elapsed() < nextReportMs) return;
        nextReportMs = elapsed() + reportEveryMs;
        emit({ kind: "step-running", name, elapsedMs: elapsed(), note });
      }, 500);
      timer.unref();
      try {
        const result = await work((text, parts) => {
          note = text;
          emit({ kind: "step-noted", name, note, parts });
        });
        emit({ kind: "step-done", name, elapsedMs: elapsed(), note });
        return result;
      } catch (thrown) {
        emit({ kind: "step-failed", name, elapsedMs: elapsed(), because: messageOf(thrown) });
        throw thrown;
      } finally {
        clearInterval(timer);
      }
    },
  };
}

const noted = (note: string): string => (note === "" ? "" : `  ${note}`);

/** One line of text for an entry, or undefined if a terminal should not show it. */
export function terminalLine(entry: LogEntry): string | undefined {
  switch (entry.kind) {
    case "info":
      return entry.text;
    case "warning":
      return `warning: ${entry.text}`;
    case "detail":
    case "step-started":
    case "step-noted":
      return undefined;
    case "step-running":
      return `… ${entry.name}  ${formatElapsed(entry.elapsedMs)}${noted(entry.note)}`;
    case "step-done":
      return `✓ ${entry.name}  ${formatElapsed(entry.elapsedMs)}${noted(entry.note)}`;
    case "step-failed":
      return `✗ ${entry.name}  ${formatElapsed(entry.elapsedMs)}`;
  }
}

/** For output that is not a terminal. Progress goes to stderr, so that stdout holds only a command's result. */
export const terminalSink: LogSink = (entry) => {
  const line = terminalLine(entry);
  if (line !== undefined) process.stderr.write(`${line}\n`);
};

/**
 * Appends JSON Lines with a time stamp; creates the folder. Only this user may read what is new. On a full disk entries are lost: a log
 * must not keep a person from the command that frees space.
 */
export function fileSink(path: string): LogSink {
  evenIfFull(() => mkdirSync(dirname(path), { recursive: true, mode: 0o700 }));
  // A note may come for every file or resource; the latest stands in the entries that follow.
  return (entry) => {
    if (entry.kind === "step-noted") return;
    const line = `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`;
    evenIfFull(() => appendFileSync(path, line, { mode: 0o600 }));
  };
}

const full = new Set(["ENOSPC", "EDQUOT"]);

function evenIfFull(write: () => void): void {
  try {
    write();
  } catch (thrown) {
    if (!full.has((thrown as NodeJS.ErrnoException).code ?? "")) throw thrown;
  }
}
