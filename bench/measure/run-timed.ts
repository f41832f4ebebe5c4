import { spawn } from "node:child_process";

export interface TimedRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Wall time from the start of the process to its end. */
  readonly seconds: number;
}

export interface TimedOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly signal?: AbortSignal;
}

/** Runs a program and takes its time. Throws with its last words when it does not end with 0. */
export function runTimed(
  [program, ...args]: readonly [string, ...string[]],
  options: TimedOptions = {},
): Promise<TimedRun> {
  const { cwd, environment = {}, input = "", signal } = options;
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...environment }, signal, stdio: "pipe" });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    // One that ends without reading its input breaks the pipe; its exit status says why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", (thrown) => {
      // One that was aborted still has to end: what it uses can be removed only then.
      if (child.pid === undefined || child.exitCode !== null) reject(thrown);
      else child.on("exit", () => reject(thrown));
    });
    child.on("close", (status) => {
      const seconds = (performance.now() - start) / 1_000;
      if (status === 0) resolve({ stdout, stderr, seconds });
      else {
        const words = `${stdout}\n${stderr}`.trim().split("\n").slice(-60).join("\n");
        reject(
          new Error(
            `${program} ${args[0] ?? ""} ended with ${status ?? "a signal"} after ${seconds.toFixed(1)} s\n${words}`,
          ),
        );
      }
    });
  });
}
