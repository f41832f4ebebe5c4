import { spawn } from "node:child_process";
import { messageOf } from "@hearth/kernel/errors.ts";

export interface ScriptRun {
  /** The script's exit status, ssh's own 255, or undefined if ssh was stopped because no more output came. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The controller's clock at the first output, in ms since 1970; undefined if there was none. */
  readonly firstOutputAt: number | undefined;
  /** How many keys were offered until one was taken; only if `countKeys` asked for it. */
  readonly offeredKeys?: number;
}

export interface RunScriptOptions {
  readonly sshConfigFile: string;
  readonly node: string;
  /** What reads the script on the node: `sh -s`. `asRoot` makes one that is root. */
  readonly command: string;
  /** Goes before the script. */
  readonly before?: string;
  /** Sent over stdin, so that no process list, environment or file shows it. It starts by printing a line. */
  readonly script: string;
  readonly signal?: AbortSignal | undefined;
  /** Count the keys that are offered to the node. */
  readonly countKeys?: boolean;
  /** Time until the first output, after which a machine counts as down rather than slow; 12 s by default. */
  readonly answerLimitMs?: number;
  /** Time between two outputs after that; 60 s by default. */
  readonly silenceLimitMs?: number;
  /** `ssh` except in tests. */
  readonly program?: string;
}

/**
 * Runs a script on a node over a new connection, which a hanging shared one cannot block and which checks the host key now. Every
 * outcome is a result; throws only when aborted.
 */
export async function runScript(options: RunScriptOptions): Promise<ScriptRun> {
  const { sshConfigFile, node, command, script, signal, answerLimitMs = 12_000, silenceLimitMs = 60_000 } = options;
  signal?.throwIfAborted();
  const own = ["-o", "ControlPath=none", "-o", "ControlMaster=no"];
  const verbose = options.countKeys === true ? ["-v"] : [];
  const child = spawn(options.program ?? "ssh", ["-F", sshConfigFile, ...verbose, ...own, node, command]);
  const stop = (): void => {
    child.kill();
    // The ssh process of a jump host keeps these open until it gives up by itself.
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
  child.stdin.end(`${options.before ?? ""}${script}`);
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
    if (options.countKeys !== true) return { exitCode, stdout, stderr, firstOutputAt };
    return { exitCode, stdout, firstOutputAt, ...withoutDebugLines(stderr) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** What ssh says with `-v` beside its errors. */
function withoutDebugLines(stderr: string): Pick<ScriptRun, "stderr" | "offeredKeys"> {
  const lines = stderr.split("\n");
  const offered = lines.filter((line) => line.startsWith("debug1: Offering public key"));
  const isNews = (line: string): boolean =>
    !/^(debug\d: |OpenSSH_|Transferred: |Bytes per second: |Authenticated to )/.test(line);
  return { stderr: lines.filter(isNews).join("\n"), offeredKeys: offered.length };
}
