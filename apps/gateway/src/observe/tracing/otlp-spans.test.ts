import { expect, test } from "vitest";
import { chatRecord } from "../../../test/request-record.ts";
import { otlpSpans, type OtlpSpan } from "./otlp-spans.ts";

const trace = chatRecord.trace!;
const spansOf = (changes: Partial<typeof chatRecord> = {}): readonly OtlpSpan[] =>
  otlpSpans({ ...chatRecord, ...changes }, trace);
const attributesOf = ({ attributes }: OtlpSpan): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

test("a request's span has its choice, its queue and its expert below it, one after the other", () => {
  const spans = spansOf();
  const start = 1_800_000_000_000_250_000n;
  const at = (startMicros: bigint, endMicros: bigint) => ({
    startTimeUnixNano: String(start + startMicros * 1_000n),
    endTimeUnixNano: String(start + endMicros * 1_000n),
  });
  expect(spans.map((span) => ({ ...span, attributes: [] }))).toEqual([
    {
      traceId: trace.traceId,
      spanId: trace.spanId,
      parentSpanId: trace.parentSpanId,
      name: "chat smollm2",
      kind: 2,
      status: {},
      attributes: [],
      ...at(0n, 1_050_000n),
    },
    {
      traceId: trace.traceId,
      spanId: spans[1]!.spanId,
      parentSpanId: trace.spanId,
      name: "route",
      kind: 1,
      status: {},
      attributes: [],
      ...at(0n, 2_000n),
    },
    {
      traceId: trace.traceId,
      spanId: spans[2]!.spanId,
      parentSpanId: trace.spanId,
      name: "queue",
      kind: 1,
      status: {},
      attributes: [],
      ...at(2_000n, 42_000n),
    },
    {
      traceId: trace.traceId,
      spanId: trace.upstreamSpanId,
      parentSpanId: trace.spanId,
      name: "upstream chat",
      kind: 3,
      status: {},
      attributes: [],
      ...at(42_000n, 1_050_000n),
    },
  ]);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(4);
});

test("attributes have the names of the conventions for generative AI, and no prompt", () => {
  const [root, route, , upstream] = spansOf().map(attributesOf);
  const model = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "hearth",
    "gen_ai.request.model": "smollm2",
    "gen_ai.usage.input_tokens": "31",
    "gen_ai.usage.output_tokens": "9",
    "gen_ai.server.time_to_first_token": 0.25,
    "hearth.expert": "chat",
    "hearth.cost_micros": "500000",
  };
  expect(root).toEqual({
    "http.request.method": "POST",
    "http.route": "/v1/chat/completions",
    "http.response.status_code": "200",
    "hearth.request_id": "r-1",
    "hearth.caller": "laptop",
    "hearth.cache": "miss",
    "hearth.queue_wait_ms": "40",
    ...model,
  });
  expect(route).toEqual({ "hearth.route": "code", "hearth.reason": "semantic 0.93" });
  expect(upstream).toEqual({ ...model, "server.address": "http://chat.invalid:9000", "hearth.attempts": "1" });
});

test("what no expert was asked for has one span, without a parent where the caller had none", () => {
  const spans = otlpSpans(
    {
      ...chatRecord,
      path: "/v1/models",
      method: "GET",
      model: undefined,
      overheadMs: undefined,
      status: 500,
      failure: "internal_error",
    },
    { ...trace, parentSpanId: undefined },
  );
  expect(spans.map(({ name, status, parentSpanId }) => ({ name, status, parentSpanId }))).toEqual([
    { name: "GET /v1/models", status: { code: 2, message: "internal_error" }, parentSpanId: undefined },
  ]);
});
