import { spawn } from "node:child_process";
import { messageOf } from "@hearth/kernel/errors.ts";

export interface ScriptRun {
  /** The script's exit status, ssh's own 255, or undefined where ssh was ended because nothing came any more. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The controller's clock when the first output came, in ms since 1970; undefined when none did. */
  readonly firstOutputAt: number | undefined;
}

export interface RunScriptOptions {
  readonly sshConfigFile: string;
  readonly node: string;
  /** What reads the script on the node: `sudo -n sh -s`. */
  readonly command: string;
  /** Goes over stdin: no process list, environment or file shows it. Its first act is to print a line. */
  readonly script: string;
  readonly signal?: AbortSignal | undefined;
  /** Time to the first output, in which a machine that is down has to be told from one that is slow; 12 s unless told. */
  readonly answerLimitMs?: number;
  /** Time between two outputs after that; 60 s unless told. */
  readonly silenceLimitMs?: number;
  /** `ssh` unless a test says otherwise. */
  readonly program?: string;
}

/**
 * Runs a script on a node over a connection of its own, which a shared one that hangs cannot hold up and which proves the
 * host key now. Every end is a result; throws only when aborted.
 */
export async function runScript(options: RunScriptOptions): Promise<ScriptRun> {
  const { sshConfigFile, node, command, script, signal, answerLimitMs = 12_000, silenceLimitMs = 60_000 } = options;
  signal?.throwIfAborted();
  const own = ["-o", "ControlPath=none", "-o", "ControlMaster=no"];
  const child = spawn(options.program ?? "ssh", ["-F", sshConfigFile, ...own, node, command]);
  const stop = (): void => {
    child.kill();
    // The ssh of a jump holds these open until it gives up by itself.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  let timer = setTimeout(stop, answerLimitMs);
  let firstOutputAt: number | undefined;
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    firstOutputAt ??= Date.now();
    clearTimeout(timer);
    timer = setTimeout(stop, silenceLimitMs);
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  // A node that is gone breaks the pipe; the exit says why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(script);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const exitCode = await new Promise<number | undefined>((resolve) => {
      child.on("error", (thrown) => {
        stderr += messageOf(thrown);
        resolve(255);
      });
      child.on("close", (code) => resolve(code ?? undefined));
    });
    signal?.throwIfAborted();
    return { exitCode, stdout, stderr, firstOutputAt };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
