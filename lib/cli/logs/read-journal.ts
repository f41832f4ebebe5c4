import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { asRoot } from "../../ssh/as-root.ts";
import { quote } from "../../steps/quote.ts";

export interface JournalQuery {
  readonly sshConfigFile: string;
  readonly node: string;
  /** A systemd unit; all by default. */
  readonly unit?: string;
  readonly lines: number;
  readonly since?: Date;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** What root runs on the node. */
export function journalCommand({
  unit,
  lines,
  since,
  follow,
}: Omit<JournalQuery, "sshConfigFile" | "node" | "signal">): string {
  return [
    "journalctl --no-pager --quiet --output=short",
    `--lines=${lines}`,
    ...(unit === undefined ? [] : [`--unit=${quote(unit)}`]),
    ...(since === undefined ? [] : [`--since=@${Math.floor(since.getTime() / 1_000)}`]),
    ...(follow ? ["--follow"] : []),
  ].join(" ");
}

/** Passes on the lines of a node's journal, until it ends. Returns why it failed, or undefined. */
export async function readJournal(query: JournalQuery, onLine: (line: string) => void): Promise<string | undefined> {
  const own = ["-o", "ControlPath=none", "-o", "ControlMaster=no"];
  const { sshConfigFile, node } = query;
  const { command, before } = asRoot({ stackFolder: dirname(sshConfigFile), node, command: journalCommand(query) });
  const child = spawn("ssh", ["-F", sshConfigFile, ...own, node, command], { stdio: ["pipe", "pipe", "pipe"] });
  // A node that is gone breaks the pipe; the exit says why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(before);
  const stop = (): void => void child.kill();
  query.signal.addEventListener("abort", stop);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  for await (const line of createInterface({ input: child.stdout })) onLine(line);
  const code = await ended;
  query.signal.removeEventListener("abort", stop);
  return code === 0 || query.signal.aborted ? undefined : said.trim() || `ssh ended with ${code ?? "a signal"}`;
}
