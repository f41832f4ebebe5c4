import type { RequestRecord } from "../record/request-record.ts";
import type { LogFields } from "@hearth/service/json-log.ts";

/** A request's log line. */
export const requestLine = (record: RequestRecord): LogFields => ({
  requestId: record.id,
  caller: record.caller,
  method: record.method,
  route: record.path,
  status: record.status,
  durationMs: rounded(record.durationMs),
  firstByteMs: rounded(record.firstByteMs),
  stream: record.stream,
  model: record.model,
  expert: record.expert,
  instance: record.instance,
  attempts: record.attempts,
  routing: record.routing,
  cache: record.cache,
  memories: record.memories,
  memoriesMs: rounded(record.memoriesMs),
  queuedMs: rounded(record.queuedMs),
  promptTokens: record.usage?.promptTokens,
  completionTokens: record.usage?.completionTokens,
  costMicros: record.cost?.micros === 0 ? undefined : record.cost?.micros,
  traceId: record.trace?.sampled === true ? record.trace.traceId : undefined,
  failure: record.failure,
  denied: record.denied,
});

const rounded = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : Math.round(milliseconds * 100) / 100;
