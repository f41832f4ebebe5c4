import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isFresh } from "./preview-fresh.ts";
import { preflightStack } from "./preflight-stack.ts";
import type { Stack } from "./load-stack.ts";

/** Results older than this are not trusted. */
const ageLimitMs = 30_000;
/** After this wait the Pulumi program does the checks itself. */
const patienceMs = 1_500;

/**
 * Starts preflight while programs, keys and the lab's nodes are still being checked, so that the Pulumi program need not wait for
 * it. Returns a function to call right before the update: whether every machine was ready, at exactly the addresses and host keys
 * that the update will use. If not, the Pulumi program runs preflight itself and reports what is wrong.
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
