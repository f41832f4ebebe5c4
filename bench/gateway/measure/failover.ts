import { setTimeout as sleep } from "node:timers/promises";
import { openLoop } from "../load/open-loop.ts";
import { chatBody } from "../peers/chat-body.ts";
import { startHearth } from "../peers/start-hearth.ts";
import type { PeerOptions } from "../peers/peer.ts";
import { startUpstream } from "./start-upstream.ts";

export interface Failover {
  readonly requests: number;
  /** Requests that were refused or broken off; none of them had a byte of its answer. */
  readonly failed: number;
  /** From the loss to the first answer of a request that was sent after it. */
  readonly nextServedMs: number | null;
}

const requestsPerSecond = 200;

/**
 * Two instances of one expert, 20 ms a request, so that several are under way; one is killed in the middle, and Consul does not notice.
 */
export async function measureFailover(options: Omit<PeerOptions, "installSignal">): Promise<Failover> {
  const { folder, signal } = options;
  const lost = await startUpstream({ folder, signal, name: "lost", slowMs: 20 });
  const left = await startUpstream({ folder, signal, name: "left", slowMs: 20 });
  const hearth = await startHearth(options, [lost.port, left.port]);
  try {
    const load = openLoop(hearth.target, { body: chatBody, requestsPerSecond, durationMs: 3_000, warmUpMs: 500 });
    await sleep(1_750);
    await lost.stop("SIGKILL");
    const lostAtMs = performance.now();
    const samples = await load;
    const after = samples.filter(({ dueMs, answer }) => dueMs > lostAtMs && answer?.status === 200);
    const firstEndMs = Math.min(...after.map(({ answer }) => answer?.endMs ?? Infinity));
    return {
      requests: samples.length,
      failed: samples.filter(({ answer }) => answer?.status !== 200).length,
      nextServedMs: Number.isFinite(firstEndMs) ? firstEndMs - lostAtMs : null,
    };
  } finally {
    await hearth.stop();
    await left.stop();
  }
}
