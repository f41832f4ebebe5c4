import { loadavg } from "node:os";
import { median } from "../../measure/median.ts";
import { chatBody, streamBody } from "../peers/chat-body.ts";
import { startHearth } from "../peers/start-hearth.ts";
import { measureAddedTime, type AddedTime } from "./added-time.ts";
import { measureFailover, type Failover } from "./failover.ts";
import { runStreams, type Streams } from "./many-streams.ts";
import { startPeers, type PeerName } from "./start-peers.ts";
import { startUpstream } from "./start-upstream.ts";
import { measureThroughput, type Throughput } from "./throughput.ts";

export interface ComparisonOptions {
  readonly names: readonly PeerName[];
  readonly rounds: number;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

export interface PeerFigures extends Throughput {
  /** The same for a stream of 20 events, a millisecond apart; null where it answered none. */
  readonly streamCpuMicroseconds: number | null;
  readonly coldStartMs: number;
  /** After the closed loops. */
  readonly memoryMb: number;
}

export interface Comparison {
  readonly loadBefore: number;
  readonly peers: Readonly<Partial<Record<PeerName, PeerFigures>>>;
  readonly reasons: Readonly<Partial<Record<PeerName, string>>>;
  /** Over several starts. */
  readonly coldStartMs: number;
  readonly added: AddedTime;
  readonly streamingAdded: AddedTime;
  readonly streams: Streams;
  readonly failover: Failover;
}

/** The whole comparison: one upstream, one process each, by turns. */
export async function compare(options: ComparisonOptions): Promise<Comparison> {
  const { names, rounds, folder, signal, progress } = options;
  const loadBefore = loadavg()[0] ?? 0;
  const upstream = await startUpstream({ folder, name: "upstream", signal });
  const common = { upstreamPort: upstream.port, folder, signal, progress };
  const coldStarts: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    const hearth = await startHearth(common);
    coldStarts.push(hearth.coldStartMs);
    await hearth.stop();
  }
  const { peers, reasons } = await startPeers(names, common);
  const hearth = peers.get("hearth");
  if (hearth === undefined) throw new Error("the gateway itself has to be among the servers");
  const loop = { connections: 16, durationMs: 2_000, rounds, progress };
  const closed = await measureThroughput(peers, { ...loop, body: chatBody });
  const memory = new Map([...peers].map(([name, peer]) => [name, peer.memoryMb()]));
  progress("streams of 20 events");
  const streamed = await measureThroughput(peers, { ...loop, body: streamBody(20, 1) });
  for (const [name, peer] of peers) if (name !== "hearth") await peer.stop();

  const targets = { direct: { ...hearth.target, port: upstream.port }, through: hearth.target };
  progress("open loop, 1,000 requests/s");
  const added = await measureAddedTime(targets, {
    body: chatBody,
    requestsPerSecond: 1_000,
    durationMs: 4_000,
    warmUpMs: 1_000,
    rounds,
    until: "end",
  });
  progress("open loop, 100 streams/s");
  const streamingAdded = await measureAddedTime(targets, {
    body: streamBody(5, 1),
    requestsPerSecond: 100,
    durationMs: 3_000,
    warmUpMs: 500,
    rounds,
    until: "first byte",
  });
  progress("1,000 streams at once");
  const streams = await runStreams(hearth.target, 1_000);
  await hearth.stop();
  await upstream.stop();
  progress("failover");
  const failover = await measureFailover(common);
  const figures = [...closed].map(([name, run]) => [
    name,
    {
      ...run,
      streamCpuMicroseconds: streamed.get(name)?.cpuMicroseconds ?? null,
      coldStartMs: peers.get(name as PeerName)?.coldStartMs,
      memoryMb: memory.get(name as PeerName),
    },
  ]);
  return {
    loadBefore,
    peers: Object.fromEntries(figures) as Comparison["peers"],
    reasons,
    coldStartMs: median(coldStarts),
    added,
    streamingAdded,
    streams,
    failover,
  };
}
