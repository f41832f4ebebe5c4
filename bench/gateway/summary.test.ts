import { expect, test } from "vitest";
import type { Comparison, PeerFigures } from "./measure/compare.ts";
import { summarise } from "./summary.ts";

const figures = (requestsPerSecond: number, cpu = 300): PeerFigures => ({
  requestsPerSecond,
  cpuMicroseconds: cpu,
  streamCpuMicroseconds: cpu * 5,
  p50Ms: 2,
  p99Ms: 9,
  failed: 0,
  coldStartMs: 400,
  memoryMb: 120.5,
});

const measured: Comparison = {
  loadBefore: 0.5,
  peers: {
    hearth: figures(3_000),
    node: figures(5_000),
    nginx: figures(20_000),
    portkey: figures(500),
    smg: figures(4_000, 200),
  },
  reasons: { litellm: "no network" },
  coldStartMs: 450.25,
  added: { p50Ms: 0.61234, p99Ms: 3, directP50Ms: 1, directP99Ms: 2, failed: 0 },
  streamingAdded: { p50Ms: 0.5, p99Ms: 3, directP50Ms: 1, directP99Ms: 2, failed: 0 },
  streams: { count: 1_000, eventsEach: 40, broken: 0, reordered: 0, seconds: 4 },
  failover: { requests: 600, failed: 0, nextServedMs: 22.5 },
};

test("ratios are to each peer; one that is not there is null, and its reason stands beside", () => {
  expect(summarise(measured)).toEqual({
    measured,
    ratioToNode: 0.6,
    ratioToPortkey: 6,
    ratioToLitellm: null,
    ratioToNginx: 0.15,
    chatCpuToSmg: 1.5,
    streamCpuToSmg: 1.5,
    addedP50Ms: 0.612,
    addedP99Ms: 3,
    memoryMb: 120.5,
    coldStartMs: 450.25,
    streamingAddedP50Ms: 0.5,
    streams: { count: 1_000, broken: 0, reordered: 0 },
    failover: { failed: 0, nextServedMs: 22.5 },
    reasons: { litellm: "no network", envoy: "not asked for", "vllm-router": "not asked for" },
  });
});
