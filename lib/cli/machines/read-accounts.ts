import { join } from "node:path";
import { asRoot } from "../../ssh/as-root.ts";
import { runScript } from "../../ssh/run-script.ts";
import { sshFailure } from "../../ssh/ssh-failure.ts";
import { rootPrograms, rootUnits } from "./root-programs.ts";

/** Processes of one program that an account runs in one place. */
export interface AccountRow {
  readonly node: string;
  readonly account: string;
  readonly program: string;
  /** The unit of systemd, or the scope of a login. */
  readonly unit?: string;
  /** The start of the ID of Nomad's allocation, for a task. */
  readonly allocation?: string;
  readonly processes: number;
  /** Runs as root and is not in the documented list. */
  readonly isUnexpected: boolean;
}

export interface AccountsOfNode {
  readonly node: string;
  /** Why nothing is known; `rows` is empty then. */
  readonly problem?: string;
  readonly rows: readonly AccountRow[];
}

/** First the session of the script itself. Kernel threads are children of process 2. */
const script = `ps -o sid= -p $$
ps -ww --ppid 2 -p 2 --deselect -o user:64= -o unit:128= -o cgroup:256= -o sid= -o comm=
`;

/** Asks a machine for all its processes. Every outcome is a result; throws only when aborted. */
export async function readAccounts(node: string, folder: string, signal: AbortSignal): Promise<AccountsOfNode> {
  const run = await runScript({
    sshConfigFile: join(folder, "ssh_config"),
    node,
    ...asRoot({ stackFolder: folder, node, command: "sh -s" }),
    script,
    signal,
  });
  if (run.exitCode === 0) return { node, rows: parseAccounts(node, run.stdout) };
  const refused = run.stderr.includes("sudo") ? run.stderr.trim() : undefined;
  return { node, problem: refused ?? sshFailure(node, run).message, rows: [] };
}

/** Rows in the order of accounts, units and programs; equal ones are counted. */
export function parseAccounts(node: string, output: string): readonly AccountRow[] {
  const rows = new Map<string, AccountRow>();
  const [ownSession = "", ...lines] = output.split("\n");
  for (const line of lines) {
    const [, account = "", unit = "-", group = "-", session = "", program = ""] =
      /^(\S+)\s+(\S+)\s+(\S+)\s+(\d+)\s+(.+)$/.exec(line.trim()) ?? [];
    // What looks is not part of what is seen. Without systemd's part in logins, it looks like a program of sshd's.
    if (account === "" || session === ownSession.trim()) continue;
    const allocation = /([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(group)?.[1];
    // What a person or Hearth does as root at the moment is theirs, and shown.
    const isOfLogin = /session-[^/]*\.scope/.test(`${unit} ${group}`);
    const key = [account, unit, program, allocation].join("\t");
    rows.set(key, {
      node,
      account,
      program,
      ...(unit !== "-" && { unit }),
      ...(allocation !== undefined && { allocation }),
      processes: (rows.get(key)?.processes ?? 0) + 1,
      isUnexpected:
        account === "root" && !isOfLogin && !Object.hasOwn(rootPrograms, program) && !Object.hasOwn(rootUnits, unit),
    });
  }
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
