import type { Comparison } from "./measure/compare.ts";
import { peerNames, type PeerName } from "./measure/start-peers.ts";

/** What is printed: one flat object with the figures that have goals, then everything that was measured. */
export interface Summary {
  /** Requests per second at 16 connections, as a multiple of the peer's; null where there is no such peer. */
  readonly ratioToNode: number | null;
  readonly ratioToPortkey: number | null;
  readonly ratioToLitellm: number | null;
  readonly ratioToNginx: number | null;
  /** Processor time of a chat and of a stream of 20 events, as a multiple of smg's. */
  readonly chatCpuToSmg: number | null;
  readonly streamCpuToSmg: number | null;
  readonly addedP50Ms: number;
  readonly addedP99Ms: number;
  readonly memoryMb: number;
  readonly coldStartMs: number;
  readonly streamingAddedP50Ms: number;
  readonly streams: { readonly count: number; readonly broken: number; readonly reordered: number };
  readonly failover: { readonly failed: number; readonly nextServedMs: number | null };
  /** Why a peer is null. */
  readonly reasons: Comparison["reasons"];
  readonly measured: Comparison;
}

export function summarise(measured: Comparison): Summary {
  const own = measured.peers.hearth;
  if (own === undefined) throw new Error("the gateway itself was not measured");
  const ratioTo = (name: PeerName): number | null => {
    const peer = measured.peers[name];
    return peer === undefined ? null : rounded(own.requestsPerSecond / peer.requestsPerSecond);
  };
  const left = peerNames.filter((name) => measured.peers[name] === undefined && measured.reasons[name] === undefined);
  const { streams, failover, added, streamingAdded } = measured;
  return {
    ratioToNode: ratioTo("node"),
    ratioToPortkey: ratioTo("portkey"),
    ratioToLitellm: ratioTo("litellm"),
    ratioToNginx: ratioTo("nginx"),
    chatCpuToSmg: quotient(own.cpuMicroseconds, measured.peers.smg?.cpuMicroseconds),
    streamCpuToSmg: quotient(own.streamCpuMicroseconds, measured.peers.smg?.streamCpuMicroseconds),
    addedP50Ms: rounded(added.p50Ms),
    addedP99Ms: rounded(added.p99Ms),
    memoryMb: rounded(own.memoryMb),
    coldStartMs: rounded(measured.coldStartMs),
    streamingAddedP50Ms: rounded(streamingAdded.p50Ms),
    streams: { count: streams.count, broken: streams.broken, reordered: streams.reordered },
    failover: {
      failed: failover.failed,
      nextServedMs: failover.nextServedMs === null ? null : rounded(failover.nextServedMs),
    },
    reasons: { ...Object.fromEntries(left.map((name) => [name, "not asked for"])), ...measured.reasons },
    measured,
  };
}

const quotient = (own: number | null, peer: number | null | undefined): number | null =>
  own === null || peer === null || peer === undefined ? null : rounded(own / peer);

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
