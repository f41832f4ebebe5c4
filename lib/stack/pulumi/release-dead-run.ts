import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { stateFolder } from "../../paths.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { runPulumi, type PulumiRun } from "./run-pulumi.ts";

const locksFolder = (stack: string): string => join(stateFolder, ".pulumi", "locks", "organization", "hearth", stack);

/** A run that lost its terminal goes on to its end, which is worth waiting for; a whole `up` fits in here. */
const otherRunLimitMs = 900_000;

/** As Pulumi's file backend writes a lock. */
interface LockFile {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * A run that was killed leaves Pulumi's lock, and creates that nobody knows the end of. Both are cleared when the process that
 * held them is gone: units are idempotent, so doing one again is safe. A run that still lives is waited for.
 */
export async function releaseDeadRun(stack: string, log: Log, run: PulumiRun): Promise<void> {
  const living = (): readonly LockFile[] => readLocks(stack).filter((lock) => !isDead(lock));
  if (living().length > 0) {
    await log.step("wait for another run on this stack", () =>
      waitFor({ what: "another run on this stack to end", limitMs: otherRunLimitMs }, () => {
        const [lock] = living();
        return Promise.resolve(lock === undefined ? ready(undefined) : notYet(`process ${lock.pid} still works on it`));
      }),
    );
  }
  if (readLocks(stack).length > 0) {
    log.info("an earlier run was cut off: releasing its lock");
    await runPulumi(["cancel", "--yes", "--stack", stack], run);
  }
  if (!readCheckpoint(stack).hasPendingOperations) return;
  const exported = JSON.parse(await runPulumi(["stack", "export", "--stack", stack], run)) as {
    deployment: { pending_operations?: unknown[] };
  };
  log.info("an earlier run was cut off: what it had begun is done again");
  delete exported.deployment.pending_operations;
  await runPulumi(["stack", "import", "--stack", stack], { ...run, input: JSON.stringify(exported) });
}

/** Another run works on the stack, or one was cut off and left its lock or operations without an end. */
export const isLocked = (stack: string): boolean =>
  readLocks(stack).length > 0 || readCheckpoint(stack).hasPendingOperations;

/** Beside each lock lies a file of its attributes, which holds no process. */
function readLocks(stack: string): readonly LockFile[] {
  const folder = locksFolder(stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => parseLock(readFileSync(join(folder, file), "utf8")));
}

/** A lock that was cut off while it was written belongs to nobody that still lives. */
function parseLock(text: string): LockFile {
  try {
    return JSON.parse(text) as LockFile;
  } catch {
    return { pid: 0, hostname: hostname() };
  }
}

function isDead({ pid, hostname: host }: LockFile): boolean {
  if (host !== hostname()) return false;
  return !existsSync(`/proc/${pid}`);
}
