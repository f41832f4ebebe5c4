import { closedLoop, type ClosedLoop } from "../load/closed-loop.ts";
import { median } from "../../measure/median.ts";
import { chatBody } from "../peers/chat-body.ts";
import type { RunningPeer } from "../peers/peer.ts";

export interface ThroughputOptions {
  readonly connections: number;
  readonly durationMs: number;
  readonly rounds: number;
  readonly progress: (text: string) => void;
}

/** Closed loops by turns, round after round, so that a busy moment of the machine meets all; medians over the rounds. */
export async function measureThroughput(
  peers: ReadonlyMap<string, RunningPeer>,
  { connections, durationMs, rounds, progress }: ThroughputOptions,
): Promise<ReadonlyMap<string, ClosedLoop>> {
  const runs = new Map<string, ClosedLoop[]>([...peers.keys()].map((name) => [name, []]));
  for (const [, peer] of peers) await closedLoop(peer.target, { body: chatBody, connections, durationMs: 1_000 });
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, peer] of peers) {
      const run = await closedLoop(peer.target, { body: chatBody, connections, durationMs });
      runs.get(name)?.push(run);
      progress(`round ${round}: ${name} ${run.requestsPerSecond.toFixed(0)} requests/s`);
    }
  }
  return new Map([...runs].map(([name, list]) => [name, middle(list)]));
}

const middle = (runs: readonly ClosedLoop[]): ClosedLoop => ({
  requestsPerSecond: median(runs.map(({ requestsPerSecond }) => requestsPerSecond)),
  p50Ms: median(runs.map(({ p50Ms }) => p50Ms)),
  p99Ms: median(runs.map(({ p99Ms }) => p99Ms)),
  failed: runs.reduce((sum, { failed }) => sum + failed, 0),
});
