import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { stateFolder } from "../../paths.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { runPulumi, type PulumiRun } from "./run-pulumi.ts";

const locksFolder = (stack: string): string => join(stateFolder, ".pulumi", "locks", "organization", "hearth", stack);

/** Long enough for a whole `up`: a run that lost its terminal continues to its end, so we wait for it. */
const otherRunLimitMs = 900_000;

/** A lock as Pulumi's file backend writes it. */
interface LockFile {
  readonly pid: number;
  readonly hostname: string;
  /** When it was made, as a date and time; absent if the lock is half written. */
  readonly timestamp?: string;
}

/**
 * A killed run leaves Pulumi's lock and creates of unknown outcome. Both are cleared once the process that held them is gone:
 * units are idempotent, so applying one again is safe. A run that is still alive is waited for.
 */
export async function releaseDeadRun(stack: string, log: Log, run: PulumiRun): Promise<void> {
  const living = (): readonly LockFile[] => readLocks(stack).filter((lock) => !isDead(lock));
  if (living().length > 0) {
    await log.step("wait for another run on this stack", () =>
      waitFor({ what: "another run on this stack to finish", limitMs: otherRunLimitMs }, () => {
        const [lock] = living();
        return Promise.resolve(lock === undefined ? ready(undefined) : notYet(`process ${lock.pid} is still running`));
      }),
    );
  }
  if (readLocks(stack).length > 0) {
    log.info("an earlier run was interrupted: releasing its lock");
    await runPulumi(["cancel", "--yes", "--stack", stack], run);
  }
  if (!readCheckpoint(stack).hasPendingOperations) return;
  const exported = JSON.parse(await runPulumi(["stack", "export", "--stack", stack], run)) as {
    deployment: { pending_operations?: unknown[] };
  };
  log.info("an earlier run was interrupted: what it had started is done again");
  delete exported.deployment.pending_operations;
  await runPulumi(["stack", "import", "--stack", stack], { ...run, input: JSON.stringify(exported) });
}

/** Whether another run works on the stack, or an interrupted one left its lock or unfinished operations. */
export const isLocked = (stack: string): boolean =>
  readLocks(stack).length > 0 || readCheckpoint(stack).hasPendingOperations;

/** Each lock has an attributes file beside it, which names no process. */
function readLocks(stack: string): readonly LockFile[] {
  const folder = locksFolder(stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => parseLock(readFileSync(join(folder, file), "utf8")));
}

/** A half-written lock belongs to a process that was killed. */
function parseLock(text: string): LockFile {
  try {
    return JSON.parse(text) as LockFile;
  } catch {
    return { pid: 0, hostname: hostname() };
  }
}

/**
 * After a power cut the number of the process may be another program's, and this computer may have another name: the lock is then
 * older than that program, or than this computer's start.
 */
function isDead({ pid, hostname: host, timestamp = "" }: LockFile): boolean {
  const madeAt = Date.parse(timestamp);
  if (host !== hostname()) return madeAt < Date.now() - uptime() * 1_000;
  const startedAt = processStart(pid);
  // A clock that was set meanwhile moves one time and not the other.
  return startedAt === undefined || madeAt < startedAt - 60_000;
}

/** In ms since 1970; undefined if there is no such process. The 22nd field of proc(5)'s stat, in hundredths of a second since the boot. */
function processStart(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    return Date.now() - uptime() * 1_000 + ticks * 10;
  } catch {
    return undefined;
  }
}
