import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { claimPrivateFolder } from "@hearth/kernel/private-folder.ts";
import { withLock } from "../../with-lock.ts";
import { runtimeFolder } from "../docker/runtime-folder.ts";

/** Runs `work` while no other run on this machine makes or removes nodes, so that no daemon is stopped while a lab is being made. */
export function withLabLock<T>(
  { log, signal }: { readonly log: Log; readonly signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  claimPrivateFolder(runtimeFolder);
  return withLock(
    join(runtimeFolder, "lab"),
    {
      what: "the lab",
      limitMs: 600_000,
      signal,
      onWait: () => log.info("waiting for another run that works on a lab on this machine"),
      onLost: (error) => log.warn(`the lab's lock was lost to another run: ${error.message}`),
    },
    work,
  );
}
