import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { readJsonFile } from "@hearth/service/read-json-file.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { RequestRecord } from "../record/request-record.ts";
import { Agent } from "../../upstream/connection/undici.ts";
import { SpanExporter } from "./span-exporter.ts";
import { traceContext, type TraceContext } from "../../domain/trace-context.ts";
import type { TracingConfig } from "@hearth/contracts/gateway/tracing-config.ts";

/** Traces of requests; does nothing if no endpoint is configured. */
export interface Tracing {
  /** The trace context of a new request. */
  begin(headers: IncomingHttpHeaders): TraceContext | undefined;
  ended(record: RequestRecord): void;
  /** Sends the queued spans. */
  close(): Promise<void>;
}

export interface CreateTracingPorts {
  readonly log: JsonLog;
  readonly onDropped: (requests: number) => void;
}

/** The sampling decision of a caller without a valid key does not hold: anybody could fill the queue. */
function withOwnDecision(record: RequestRecord, sample: () => boolean): RequestRecord {
  const { caller, trace } = record;
  if (caller !== undefined || trace?.parentSpanId === undefined) return record;
  return { ...record, trace: { ...trace, sampled: sample() } };
}

/** Throws HearthError for an invalid headers file. */
export function createTracing(config: TracingConfig, { log, onDropped }: CreateTracingPorts): Tracing {
  const { endpoint, headersFile, ...options } = config;
  if (endpoint === undefined) return { begin: () => undefined, ended: () => undefined, close: () => Promise.resolve() };
  const headers = headersFile === undefined ? {} : readJsonFile(headersFile, z.record(z.string(), z.string()));
  // A separate connection pool: a hanging collector must not take connections from the experts.
  const dispatcher = new Agent({ connections: 1 });
  const exporter = new SpanExporter({ ...options, endpoint, headers }, { dispatcher, log, onDropped });
  const sample = (): boolean => Math.random() < options.share;
  return {
    begin: ({ traceparent }) => traceContext(traceparent, sample),
    ended: (record) => exporter.add(withOwnDecision(record, sample)),
    async close() {
      await exporter.close();
      await dispatcher.destroy();
    },
  };
}
