import { systemClock, type Clock } from "@hearth/kernel/wait.ts";
import type { ConsulReader } from "./consul-client.ts";

export interface Watch {
  readonly path: string;
  readonly consul: Pick<ConsulReader, "read">;
  readonly signal: AbortSignal;
  /** Called with the first value and each change. If it throws, the read counts as failed. */
  readonly onValue: (value: unknown) => void;
  readonly onFailure: (error: unknown) => void;
  readonly clock?: Clock;
  /** 0 to 1. */
  readonly random?: () => number;
}

/** Shortest pause between two reads, even if the index moves with every change in the cluster. */
const pauseMs = 100;
const firstBackOffMs = 500;
const maxBackOffMs = 30_000;

/** Half of the exponential back-off is random, so that gateways do not retry in step. */
export function backOffMs(failures: number, random: number): number {
  const full = Math.min(maxBackOffMs, firstBackOffMs * 2 ** (failures - 1));
  return full / 2 + (full / 2) * random;
}

/** Starts over when the index went backwards (a restored or new cluster). An index below 1 would not block. */
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

/** A function, because TypeScript narrows `signal.aborted` to false inside the loop. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;
