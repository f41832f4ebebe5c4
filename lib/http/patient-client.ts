import { systemClock, type Clock } from "@hearth/kernel/wait.ts";
import type { ClusterClient, ClusterResponse } from "./cluster-client.ts";

export interface PatienceOptions {
  /** How long a request may be repeated. */
  readonly limitMs: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

const pauseMs = 1_000;

/**
 * Repeats a request while the answer is that the servers have no leader, which an election resolves within seconds; returns the
 * last answer when time is up. All our requests are safe to repeat: those that must not happen twice carry the index they rely
 * on.
 */
export function patientClient(
  client: ClusterClient,
  { limitMs, clock = systemClock, signal }: PatienceOptions,
): ClusterClient {
  return async (request) => {
    const start = clock.now();
    for (;;) {
      const response = await client(request);
      if (!isWithoutLeader(response) || clock.now() - start + pauseMs > limitMs) return response;
      await clock.sleep(pauseMs, signal);
    }
  };
}

/** Messages of Consul and Nomad, whichever call returns them. Source: structs/errors.go of both. */
const withoutLeader =
  /no cluster leader|leadership lost|node is not the leader|not ready to serve consistent reads|no path to region|failed to find leader|leadership transfer in progress/i;

const isWithoutLeader = ({ status, json }: ClusterResponse): boolean =>
  status >= 500 && typeof json === "string" && withoutLeader.test(json);
