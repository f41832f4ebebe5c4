import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isFresh } from "./preview-fresh.ts";
import { preflightStack } from "./preflight-stack.ts";
import type { Stack } from "./load-stack.ts";

/** Older than this it says nothing about the machines as they are now. */
const ageLimitMs = 30_000;
/** What is not known by then is found out by the Pulumi program. */
const patienceMs = 1_500;

/**
 * Starts preflight while programs, keys and the lab's nodes are still looked at, which saves the time that the Pulumi program would
 * wait for it. Returns a question, to be asked right before the update: whether every machine was found ready, by the very
 * addresses and host keys that the update will use. Where it was not, the program looks for itself and has the words for it.
 */
export function startEarlyPreflight(stack: Stack, signal: AbortSignal): () => Promise<boolean> {
  const readAccess = (): string | undefined => {
    const files = ["ssh_config", "known_hosts"].map((file) => join(stack.folder, file));
    return files.every((file) => existsSync(file))
      ? files.map((file) => readFileSync(file, "utf8")).join("")
      : undefined;
  };
  const before = readAccess();
  if (before === undefined || isFresh(stack)) return () => Promise.resolve(false);
  const startedAt = performance.now();
  const late = new AbortController();
  const found = preflightStack(stack, { signal: AbortSignal.any([signal, late.signal]) }).then(
    ({ ok }) => ok,
    () => false,
  );
  return async () => {
    const isReady = await Promise.race([found, sleep(patienceMs, false, { ref: false })]);
    late.abort();
    return isReady && readAccess() === before && performance.now() - startedAt < ageLimitMs;
  };
}
