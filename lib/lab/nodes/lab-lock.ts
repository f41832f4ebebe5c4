import { mkdirSync } from "node:fs";
import { join } from "node:path";
import lockfile from "proper-lockfile";
import type { Log } from "@hearth/kernel/log.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { runtimeFolder } from "../docker/runtime-folder.ts";

const isLocked = (thrown: unknown): boolean => thrown instanceof Error && "code" in thrown && thrown.code === "ELOCKED";

/**
 * Runs `work` while no other run on this machine makes or removes nodes, so that no daemon is stopped under a lab that
 * is being made. A run that was killed lets go after ten seconds.
 */
export async function withLabLock<T>(
  { log, signal }: { readonly log: Log; readonly signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(runtimeFolder, { recursive: true, mode: 0o700 });
  const lock = async (): Promise<() => Promise<void>> =>
    lockfile.lock(runtimeFolder, {
      lockfilePath: join(runtimeFolder, "lab.lock"),
      stale: 10_000,
      onCompromised: (error) => log.warn(`the lab's lock was taken over by another run: ${error.message}`),
    });
  let said = false;
  const release = await waitFor(
    {
      what: "another run to finish with the lab",
      limitMs: 600_000,
      intervalMs: 300,
      hint: "See what that run is doing, or end it; then run the command again.",
      ...(signal && { signal }),
    },
    async () => {
      try {
        return ready(await lock());
      } catch (thrown) {
        if (!isLocked(thrown)) throw thrown;
        if (!said) log.info("another run is busy with a lab on this machine; waiting for it");
        said = true;
        return notYet("it holds the lock");
      }
    },
  );
  try {
    return await work();
  } finally {
    await release().catch((thrown: unknown) => log.detail(`releasing the lab's lock: ${String(thrown)}`));
  }
}
