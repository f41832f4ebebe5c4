import { HearthError } from "./errors.ts";
import { formatElapsed } from "./units.ts";

/** Replaceable, so that a test of a ten-minute wait takes no time. */
export interface Clock {
  now(): number;
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, durationMs);
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
};

/** A probe's result: the value, or why it is not there yet. */
export type Probe<T> =
  { readonly ready: true; readonly value: T } | { readonly ready: false; readonly because: string };

export const ready = <T>(value: T): Probe<T> => ({ ready: true, value });
export const notYet = (because: string): Probe<never> => ({ ready: false, because });

export interface WaitOptions {
  /** What is waited for, as in "waited 30s for WHAT". */
  readonly what: string;
  readonly limitMs: number;
  /** Pause between two probes; default: 500 ms. */
  readonly intervalMs?: number;
  readonly hint?: string;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/**
 * Probes until the value is ready or the limit has passed. An error of the probe ends the wait; it returns `notYet` for anything that
 * may still come true.
 */
export async function waitFor<T>(options: WaitOptions, probe: () => Promise<Probe<T>>): Promise<T> {
  const { what, limitMs, intervalMs = 500, signal, clock = systemClock } = options;
  const start = clock.now();
  for (;;) {
    signal?.throwIfAborted();
    const seen = await probe();
    if (seen.ready) return seen.value;
    if (clock.now() - start + intervalMs > limitMs) {
      throw new HearthError({
        code: "WAIT_TIMEOUT",
        message: `waited ${formatElapsed(limitMs)} for ${what}: ${seen.because}`,
        hint: options.hint ?? "Run `hearth status` to see what is missing, then run the command again.",
      });
    }
    await clock.sleep(intervalMs, signal);
  }
}
