import type { RequestRecord } from "../src/requests/request-record.ts";

/** A streamed chat that went well. */
export const chatRecord: RequestRecord = {
  id: "r-1",
  startedAtMs: 1_800_000_000_000.25,
  durationMs: 1_050,
  caller: "laptop",
  method: "POST",
  path: "/v1/chat/completions",
  status: 200,
  stream: true,
  model: "smollm2",
  expert: "chat",
  instance: "http://chat.invalid:9000",
  attempts: 1,
  routing: "code",
  reason: "semantic 0.93",
  cache: "miss",
  queuedMs: 40,
  overheadMs: 2,
  firstByteMs: 250,
  usage: { promptTokens: 31, completionTokens: 9 },
  cost: { micros: 500_000, wattHours: 0.25 },
  failure: undefined,
  denied: undefined,
  trace: {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: "00f067aa0ba902b7",
    upstreamSpanId: "1111111111111111",
    parentSpanId: "2222222222222222",
    sampled: true,
  },
};
