import { appendFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createLog, fileSink, terminalLine, terminalSink, type Log, type LogSink } from "@hearth/kernel/log.ts";
import { makePrivateFolder } from "@hearth/kernel/private-folder.ts";
import { progressLine } from "@hearth/kernel/progress-line.ts";
import { readRuns, recordTimes, runLike, writeRun, type RunTimes } from "@hearth/kernel/run-times.ts";
import { stackFolder } from "../paths.ts";
import { inventoryFileOf } from "../stack/load-stack.ts";
import { stackEnvironment } from "../stack/pulumi/stack-environment.ts";
import { toolPath } from "../toolchain/installed/tool-path.ts";

/** What every command is given. */
export interface Context {
  readonly stack: string;
  readonly folder: string;
  readonly json: boolean;
  /** How wide a table may be. */
  readonly width: number;
  readonly log: Log;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** For Pulumi and our launchers. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long the steps take, for the progress line of the next run with about as much to do. */
  readonly times: { readonly restart: (toDo: number) => void; readonly keep: () => void };
}

export interface GlobalOptions {
  readonly stack: string;
  readonly json?: boolean;
  readonly wide?: boolean;
  /** The command runs programs that write to the terminal themselves, so the progress line must not be rewritten. */
  readonly sharesTerminal?: boolean;
}

export function makeContext(
  { stack, json = false, wide = false, sharesTerminal = false }: GlobalOptions,
  signal: AbortSignal,
): Context {
  const folder = stackFolder(stack);
  const timesFile = join(folder, "times.json");
  const recorder = recordTimes();
  let expected: RunTimes | undefined;
  let running = 0;
  const terminal = sharesTerminal ? terminalSink : stderrSink(() => expected);
  const day = new Date().toISOString().slice(0, 10);
  // A misspelt stack must leave no folder behind.
  const isStack = existsSync(inventoryFileOf(stack));
  if (isStack) {
    makePrivateFolder(dirname(folder));
    makePrivateFolder(folder);
  }
  const files = isStack ? [fileSink(join(folder, "log", `hearth-${day}.jsonl`))] : [];
  const copy: LogSink = (entry) => {
    const line = terminalLine(entry);
    if (line !== undefined) addToCopy(line);
  };
  return {
    stack,
    folder,
    json,
    width: wide ? Infinity : terminalWidth(),
    log: createLog(terminal, ...files, copy, recorder.sink),
    times: {
      restart: (toDo) => {
        recorder.restart();
        running = toDo;
        expected = runLike(readRuns(timesFile), toDo);
      },
      keep: () => writeRun(timesFile, { toDo: running, ...recorder.times() }),
    },
    signal,
    environment: stackEnvironment(stack, toolPath()),
  };
}

/** A line that is rewritten in place on a terminal; plain lines elsewhere. */
function stderrSink(lastRun: () => RunTimes | undefined, stream: NodeJS.WriteStream = process.stderr): LogSink {
  if (!stream.isTTY || process.env["TERM"] === "dumb") return terminalSink;
  return progressLine({
    write: (text) => void stream.write(text),
    // Some terminals do not say how wide they are.
    columns: () => (stream.columns > 0 ? stream.columns : 80),
    rows: () => (stream.rows > 0 ? stream.rows : 24),
    color: (process.env["NO_COLOR"] ?? "") === "",
    lastRun,
  });
}

let printed = false;

/** Whether a result was printed on stdout; if so, an error must not print a second JSON document there. */
export const hasPrinted = (): boolean => printed;

/** How wide the terminal is that results are printed on. What goes to a file or a pipe is never cut. */
export function terminalWidth({ isTTY, columns }: { isTTY?: boolean; columns?: number } = process.stdout): number {
  if (isTTY !== true) return Infinity;
  return columns !== undefined && columns > 0 ? columns : 80;
}

/** The form of every result that `--json` prints. A script can rely on it until the number changes. */
export const jsonVersion = 1;

/** A result is an object and not a list, so that it can get another field without breaking a script. */
export type JsonResult<T extends object> = T extends readonly unknown[] ? never : T;

/** Prints a command's result on stdout: one line of JSON with `--json`, else the text for people. */
export function print<T extends object>(
  context: Pick<Context, "json">,
  result: { readonly json: JsonResult<T>; readonly text: string },
): void {
  printed = true;
  const text = context.json ? jsonLine(result.json) : result.text;
  process.stdout.write(`${text}\n`);
  addToCopy(text);
}

/** Adds what the terminal shows to the file that bootstrap.sh names; what is rewritten there is left out. */
export function addToCopy(text: string, file: string | undefined = process.env["HEARTH_LOG"]): void {
  if (file !== undefined && file !== "") appendFileSync(file, `${text}\n`);
}

export const jsonLine = (result: object): string => JSON.stringify({ jsonVersion, ...result });
