import { systemClock, type Clock } from "@hearth/kernel/wait.ts";
import type { ConsulReader } from "./consul-client.ts";

export interface Watch {
  readonly path: string;
  readonly consul: Pick<ConsulReader, "read">;
  readonly signal: AbortSignal;
  /** Called with the first value and with every later one. What it throws counts as a failed read. */
  readonly onValue: (value: unknown) => void;
  readonly onFailure: (error: unknown) => void;
  readonly clock?: Clock;
  /** 0 to 1. */
  readonly random?: () => number;
}

/** Consul is asked no more often than this, even where its index moves with every change in the cluster. */
const pauseMs = 100;
const firstBackOffMs = 500;
const longestBackOffMs = 30_000;

/** Half of the exponential back-off is fixed and half random, so that gateways do not come back in step. */
export function backOffMs(failures: number, random: number): number {
  const full = Math.min(longestBackOffMs, firstBackOffMs * 2 ** (failures - 1));
  return full / 2 + (full / 2) * random;
}

/** An index that went backwards (a restored or new cluster) starts over; one that is no positive number would not block. */
export function nextIndex(previous: number, answered: number): number {
  if (!Number.isSafeInteger(answered) || answered < 1) return 1;
  return answered < previous ? 0 : answered;
}

/** Follows one path of Consul's API by blocking queries until the signal aborts. Never throws. */
export async function watch(options: Watch): Promise<void> {
  const { path, consul, signal, onValue, onFailure, clock = systemClock, random = Math.random } = options;
  let index = 0;
  let failures = 0;
  while (!signal.aborted) {
    let waitMs = pauseMs;
    try {
      const answer = await consul.read(path, { index, signal });
      if (answer.index !== index || index === 0) onValue(answer.value);
      index = nextIndex(index, answer.index);
      failures = 0;
    } catch (error) {
      if (isAborted(signal)) return;
      failures += 1;
      waitMs = backOffMs(failures, random());
      onFailure(error);
    }
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}

/** A function, since the compiler takes the loop's condition to hold until the next turn. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;
