import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cpuMs, processesOf, residentMb } from "./processes.ts";

export interface ProgramOptions {
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its output goes. */
  readonly folder: string;
  readonly name: string;
  readonly signal: AbortSignal;
}

export interface Program {
  /** On the monotonic clock. */
  readonly startMs: number;
  /** First line of its output; rejects where it ends before. */
  readonly firstLine: Promise<string>;
  /** Its last words, where it has ended by itself. */
  ended(): string | undefined;
  memoryMb(): number;
  /** Processor time since its start. */
  cpuMs(): number;
  /** Without mercy where `at` says so, which is what a lost machine does. */
  stop(at?: NodeJS.Signals): Promise<void>;
}

/** Starts a server and keeps its output in a file; it does not outlive the benchmark. */
export function startProgram({ command, environment = {}, folder, name, signal }: ProgramOptions): Program {
  const [program, ...args] = command;
  const startMs = performance.now();
  const logFile = join(folder, `${name}.log`);
  const log = createWriteStream(logFile);
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const firstLine = Promise.withResolvers<string>();
  firstLine.promise.catch(() => undefined);
  child.once("error", (error) => firstLine.reject(error));
  child.once("close", (status) => firstLine.reject(new Error(`${name} ended with ${status ?? "a signal"}`)));
  createInterface(child.stdout).once("line", firstLine.resolve);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const stop = async (at: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    kill(child, at);
    const limit = setTimeout(() => kill(child, "SIGKILL"), 5_000);
    await closed;
    clearTimeout(limit);
    log.end();
  };
  signal.addEventListener("abort", () => void stop("SIGKILL"));
  return {
    startMs,
    firstLine: firstLine.promise,
    ended: () => (child.exitCode === null ? undefined : lastWords(logFile)),
    memoryMb: () => residentMb(child.pid ?? 0),
    cpuMs: () => cpuMs(child.pid ?? 0),
    stop,
  };
}

/** With all that it started. */
function kill({ pid, exitCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null) return;
  for (const row of processesOf(pid)) {
    try {
      process.kill(row.pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

const lastWords = (file: string): string => readFileSync(file, "utf8").trim().split("\n").slice(-5).join("\n");
