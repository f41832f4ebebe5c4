import { setTimeout as sleep } from "node:timers/promises";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import type { ServicePlace } from "../cluster/find-service.ts";

/** A local port that leads to a service on one node. */
export interface OpenForward {
  readonly hasEnded: () => boolean;
  readonly close: () => void;
}

export interface FollowOptions {
  readonly first: { readonly place: ServicePlace; readonly forward: OpenForward };
  /** Where a healthy instance is; rejects if there is none. */
  readonly find: () => Promise<ServicePlace>;
  readonly start: (place: ServicePlace) => Promise<OpenForward>;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  /** How often Consul is asked where the service is. */
  readonly everyMs?: number;
  /** How long the service may be away. */
  readonly limitMs?: number;
}

/** Follows a service to other nodes, on the same port, until Ctrl-C, and says what happens. Throws NODE_UNREACHABLE or WAIT_TIMEOUT. */
export async function followService(service: string, options: FollowOptions): Promise<never> {
  const { first, start, say, signal } = options;
  let { place, forward } = first;
  for (;;) {
    const before = place;
    place = await nextPlace(service, { ...options, first: { place, forward } });
    signal.throwIfAborted();
    forward.close();
    forward = await start(place);
    say(
      place.node === before.node
        ? `${service} is back on ${place.node}; the URL is the same`
        : `${service} is on ${place.node} now; the URL is the same`,
    );
  }
}

/** Returns when the forward has ended or the service has moved. Says when there is none to be found. */
async function nextPlace(
  service: string,
  { first: { place, forward }, find, say, signal, everyMs = 5_000, limitMs = 300_000 }: FollowOptions,
): Promise<ServicePlace> {
  let isAway = false;
  const look = async (): Promise<ServicePlace | undefined> => {
    const found = await find().catch(() => undefined);
    if (found === undefined && !isAway && !signal.aborted) {
      isAway = true;
      say(`${service} has no healthy instance at the moment; waiting for one`);
    } else if (found !== undefined && isAway && isSame(found, place) && !forward.hasEnded()) {
      isAway = false;
      say(`${service} is healthy again`);
    }
    return found;
  };
  while (!forward.hasEnded()) {
    await sleep(everyMs, undefined, { signal });
    const found = await look();
    if (found !== undefined && !isSame(found, place)) return found;
  }
  return waitFor(
    {
      what: `${service} to run again`,
      limitMs,
      intervalMs: Math.min(2_000, everyMs),
      hint: "Check the cluster with `hearth status`, then open it again.",
      signal,
    },
    async () => {
      const found = await look();
      return found === undefined ? notYet("Consul knows no healthy instance") : ready(found);
    },
  );
}

const isSame = (one: ServicePlace, other: ServicePlace): boolean => one.node === other.node && one.port === other.port;
