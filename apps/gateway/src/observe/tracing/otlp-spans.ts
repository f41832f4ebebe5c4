import type { RequestRecord } from "../record/request-record.ts";
import { hash } from "node:crypto";
import type { TraceContext } from "../../domain/trace-context.ts";

interface Attribute {
  readonly key: string;
  readonly value: { stringValue: string } | { intValue: string } | { doubleValue: number };
}

/** A span in OTLP's JSON encoding. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: 2; readonly message?: string };
}

const internal = 1;
const server = 2;
const client = 3;

const operations: Readonly<Record<string, string>> = {
  "/v1/chat/completions": "chat",
  "/v1/messages": "chat",
  "/v1/responses": "chat",
  "/v1/completions": "text_completion",
  "/v1/embeddings": "embeddings",
};

/**
 * The spans of a finished request: the request itself, and below it the choice of an expert, the wait in its queue and the call, named
 * by OpenTelemetry's conventions for generative AI. They are built afterwards from times that are recorded anyway, so tracing does
 * not slow a request down.
 */
export function otlpSpans(record: RequestRecord, trace: TraceContext): readonly OtlpSpan[] {
  const { startedAtMs, durationMs, overheadMs, queuedMs = 0 } = record;
  const base = { traceId: trace.traceId, status: {} };
  const parent = trace.parentSpanId === undefined ? {} : { parentSpanId: trace.parentSpanId };
  const operation = operations[record.path];
  const root: OtlpSpan = {
    ...base,
    ...parent,
    spanId: trace.spanId,
    name: operation === undefined ? `${record.method} ${record.path}` : [operation, record.model].join(" ").trim(),
    kind: server,
    ...times(startedAtMs, durationMs),
    attributes: [...requestAttributes(record), ...inferenceAttributes(record)],
    status: record.status >= 500 ? { code: 2, message: record.failure ?? "" } : {},
  };
  if (overheadMs === undefined) return [root];
  const child = (name: string, startMs: number, lengthMs: number): OtlpSpan => ({
    ...base,
    // Derived from the root span's id, so that no id has to be stored while the request runs.
    spanId: hash("sha256", `${trace.spanId} ${name}`).slice(0, 16),
    parentSpanId: trace.spanId,
    name,
    kind: internal,
    ...times(startedAtMs + startMs, lengthMs),
    attributes: [],
  });
  const askedMs = overheadMs + queuedMs;
  return [
    root,
    {
      ...child("route", 0, overheadMs),
      attributes: attributes({ "hearth.route": record.routing, "hearth.reason": record.reason }),
    },
    ...(queuedMs > 0 ? [child("queue", overheadMs, queuedMs)] : []),
    {
      ...child("upstream", askedMs, Math.max(0, durationMs - askedMs)),
      spanId: trace.upstreamSpanId,
      kind: client,
      name: `upstream ${record.expert ?? ""}`.trim(),
      attributes: [
        ...inferenceAttributes(record),
        ...attributes({ "server.address": record.instance, "hearth.attempts": record.attempts }),
      ],
    },
  ];
}

const requestAttributes = (record: RequestRecord): readonly Attribute[] =>
  attributes({
    "http.request.method": record.method,
    "http.route": record.path,
    "http.response.status_code": record.status,
    "error.type": record.failure,
    "hearth.request_id": record.id,
    "hearth.caller": record.caller,
    "hearth.cache": record.cache,
    "hearth.memories": record.memories,
    "hearth.memories_wait_ms": record.memoriesMs,
    "hearth.queue_wait_ms": record.queuedMs,
  });

const inferenceAttributes = (record: RequestRecord): readonly Attribute[] =>
  attributes({
    "gen_ai.operation.name": operations[record.path],
    "gen_ai.provider.name": record.model === undefined ? undefined : "hearth",
    "gen_ai.request.model": record.model,
    "gen_ai.usage.input_tokens": record.usage?.promptTokens,
    "gen_ai.usage.output_tokens": record.usage?.completionTokens,
    "gen_ai.server.time_to_first_token":
      record.stream === true && record.firstByteMs !== undefined ? record.firstByteMs / 1_000 : undefined,
    "hearth.expert": record.expert,
    "hearth.cost_micros": record.cost?.micros,
  });

function attributes(values: Readonly<Record<string, string | number | undefined>>): readonly Attribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: valueOf(value) }],
  );
}

function valueOf(value: string | number): Attribute["value"] {
  if (typeof value === "string") return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Nanoseconds do not fit into a number; the clock is only precise to a microsecond. */
const nanoseconds = (unixMs: number): string => String(BigInt(Math.round(unixMs * 1_000)) * 1_000n);

const times = (startMs: number, lengthMs: number) => ({
  startTimeUnixNano: nanoseconds(startMs),
  endTimeUnixNano: nanoseconds(startMs + lengthMs),
});
