import { closedLoop, type ClosedLoop, type ClosedLoopOptions } from "../load/closed-loop.ts";
import { median } from "../../measure/median.ts";
import type { RunningPeer } from "../peers/peer.ts";

export interface ThroughputOptions extends ClosedLoopOptions {
  readonly rounds: number;
  readonly progress: (text: string) => void;
}

/** What a server can do, and what one request costs. */
export interface Throughput extends Omit<ClosedLoop, "answered"> {
  /** Processor time of all its processes, in microseconds a request; null where it answered none. */
  readonly cpuMicroseconds: number | null;
}

/** Closed loops by turns, round after round, so that a busy moment of the machine meets all; medians over the rounds. */
export async function measureThroughput(
  peers: ReadonlyMap<string, RunningPeer>,
  { rounds, progress, ...loop }: ThroughputOptions,
): Promise<ReadonlyMap<string, Throughput>> {
  const runs = new Map<string, Throughput[]>([...peers.keys()].map((name) => [name, []]));
  for (const [, peer] of peers) await closedLoop(peer.target, { ...loop, durationMs: 1_000 });
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, peer] of peers) {
      const before = peer.cpuMs();
      const { answered, ...run } = await closedLoop(peer.target, loop);
      const cpuMicroseconds = answered === 0 ? null : ((peer.cpuMs() - before) * 1_000) / answered;
      runs.get(name)?.push({ ...run, cpuMicroseconds });
      progress(`round ${round}: ${name} ${run.requestsPerSecond.toFixed(0)} requests/s`);
    }
  }
  return new Map([...runs].map(([name, list]) => [name, middle(list)]));
}

const middle = (runs: readonly Throughput[]): Throughput => {
  const costs = runs.flatMap(({ cpuMicroseconds }) => cpuMicroseconds ?? []);
  return {
    requestsPerSecond: median(runs.map(({ requestsPerSecond }) => requestsPerSecond)),
    p50Ms: median(runs.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(runs.map(({ p99Ms }) => p99Ms)),
    failed: runs.reduce((sum, { failed }) => sum + failed, 0),
    cpuMicroseconds: costs.length === 0 ? null : median(costs),
  };
};
