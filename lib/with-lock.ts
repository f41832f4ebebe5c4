import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import lockfile from "proper-lockfile";
import { defined } from "@hearth/kernel/defined.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";

/** A killed run stops touching its lock; after this time another run takes it over. */
const staleMs = 10_000;
const touchMs = 2_000;
/** Longer than the longest build takes on a slow machine. */
const defaultLimitMs = 60 * 60_000;

export interface LockOptions {
  /** What is locked, for the error: "nomad 1.11.3". */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for another run, an hour by default. Then WAIT_TIMEOUT is thrown. */
  readonly limitMs?: number;
  /** Called once when another run holds the lock. */
  readonly onWait?: () => void;
  /** Called when another run has taken over the lock, as it may after this machine slept; the work continues. */
  readonly onLost?: (error: Error) => void;
}

/** Runs `work` while no other run on this machine, from any checkout, holds the same lock; waits for its turn. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const { onLost = () => undefined } = options;
  const release = await acquire(path, { ...options, onLost });
  try {
    return await work();
  } finally {
    await release().catch(onLost);
  }
}

async function acquire(
  path: string,
  { what, signal, limitMs = defaultLimitMs, onWait, onLost }: LockOptions & Required<Pick<LockOptions, "onLost">>,
): Promise<() => Promise<void>> {
  let waiting = false;
  return waitFor(
    {
      what: `another run to finish with ${what}`,
      limitMs,
      intervalMs: 300,
      hint: "Stop the other run or wait for it, then run the command again.",
      ...defined({ signal }),
    },
    async () => {
      try {
        return ready(
          await lockfile.lock(path, { realpath: false, stale: staleMs, update: touchMs, onCompromised: onLost }),
        );
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
        if (!waiting) onWait?.();
        waiting = true;
        return notYet("it still holds the lock");
      }
    },
  );
}
