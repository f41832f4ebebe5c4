import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import lockfile from "proper-lockfile";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";

/** A run that was killed stops touching its lock; after this long another run takes it over. */
const staleMs = 6_000;
/** The longest that another run may build one thing, on a slow machine. */
const buildLimitMs = 60 * 60_000;

export interface LockOptions {
  /** What the lock is about, for the error: "nomad 1.11.3". */
  readonly what: string;
  readonly signal?: AbortSignal;
  /** How long to wait for another run; an hour unless told. Then WAIT_TIMEOUT is thrown. */
  readonly limitMs?: number;
  /** Called once when another run holds the lock. */
  readonly onWait?: () => void;
}

/** Runs `work` while no other run, of this or another checkout, is inside the same lock; waits for its turn. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const release = await acquire(path, options);
  try {
    return await work();
  } finally {
    await release().catch(carryOn);
  }
}

/** Someone took our lock while this machine slept. What is made is renamed into place whole, so going on harms nobody. */
const carryOn = (): void => undefined;

async function acquire(path: string, options: LockOptions): Promise<() => Promise<void>> {
  const { what, signal, limitMs = buildLimitMs, onWait } = options;
  let waiting = false;
  return waitFor(
    {
      what: `another run to finish with ${what}`,
      limitMs,
      hint: "End the other run, or wait for it, then run the command again.",
      ...(signal === undefined ? {} : { signal }),
    },
    async () => {
      try {
        return ready(
          await lockfile.lock(path, { realpath: false, stale: staleMs, update: 2_000, onCompromised: carryOn }),
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
