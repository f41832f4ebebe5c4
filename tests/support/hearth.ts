import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../../lib/paths.ts";

/** The stack of stacks/test.inventory.yaml, which the cluster's tests share. */
export const testStack = "test";

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface RunOptions {
  /** The stack of `hearth`, where it is another than the one that all share. */
  readonly stack?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Ends the whole process group, so long after its output first matched: with SIGKILL, as a power cut would, by default; SIGINT is
   * what Ctrl-C in a terminal does.
   */
  readonly kill?: { readonly when: RegExp; readonly afterMs: number; readonly signal?: "SIGKILL" | "SIGINT" };
}

/** Runs `./hearth` on the test stack, as a person would, and returns what came of it. */
export function hearth(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run(join(root, "hearth"), ["--stack", options.stack ?? testStack, ...args], options);
}

/** Runs a program to its end and returns its output; its exit status is for the caller to judge. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { environment = {}, kill } = options;
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let [stdout, stderr] = ["", ""];
    let timer: NodeJS.Timeout | undefined;
    const killWhenDue = (): void => {
      if (kill === undefined || timer !== undefined || !kill.when.test(stderr)) return;
      timer = setTimeout(() => process.kill(-(child.pid ?? 0), kill.signal ?? "SIGKILL"), kill.afterMs);
    };
    killWhenDue();
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString("utf8");
      killWhenDue();
    });
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(timer);
      resolve({ status, stdout, stderr, seconds: (performance.now() - start) / 1_000 });
    });
  });
}

/** As `hearth`, for a command that must succeed: its `--json` result. */
export async function hearthJson<T>(args: readonly string[]): Promise<T> {
  const result = await hearth(["--json", ...args]);
  if (result.status !== 0)
    throw new Error(`hearth ${args.join(" ")} ended with ${result.status ?? "a signal"}\n${result.stderr}`);
  return JSON.parse(result.stdout) as T;
}

/** Runs shell text on a node of the test stack as root. */
export function onNode(node: string, script: string): Promise<Run> {
  return hearth(["ssh", node, "--", `sudo -n sh -c ${quoteForShell(script)}`]);
}

const quoteForShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
