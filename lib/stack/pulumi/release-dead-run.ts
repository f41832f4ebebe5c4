import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { stateFolder } from "../../paths.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { isDead, type RunMark } from "./dead-run.ts";
import { runPulumi, type PulumiRun } from "./run-pulumi.ts";

const locksFolder = (stack: string): string => join(stateFolder, ".pulumi", "locks", "organization", "hearth", stack);

/** Long enough for a whole `up`: a run that lost its terminal continues to its end, so we wait for it. */
const otherRunLimitMs = 900_000;

/**
 * A killed run leaves Pulumi's lock and creates of unknown outcome. Both are cleared once the process that held them is gone:
 * units are idempotent, so applying one again is safe. A run that is still alive is waited for.
 */
export async function releaseDeadRun(stack: string, log: Log, run: PulumiRun): Promise<void> {
  const living = (): readonly RunMark[] => readLocks(stack).filter((lock) => !isDead(lock));
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
function readLocks(stack: string): readonly RunMark[] {
  const folder = locksFolder(stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => parseLock(readFileSync(join(folder, file), "utf8")));
}

/** A half-written lock belongs to a process that was killed. */
function parseLock(text: string): RunMark {
  try {
    return JSON.parse(text) as RunMark;
  } catch {
    return { pid: 0, hostname: hostname() };
  }
}
