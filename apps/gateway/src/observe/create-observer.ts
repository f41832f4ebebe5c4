import type { Exchange } from "../domain/exchange.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { requestLine } from "./log/request-line.ts";
import type { GatewayMetrics } from "./metrics/gateway-metrics.ts";
import type { Tracing } from "./tracing/create-tracing.ts";
import { toTraceparent, validTraceparent } from "../domain/trace-context.ts";
import { toRecord, type CostOf } from "./record/request-record.ts";
import type { RequestRing } from "./ring/request-ring.ts";

/** Observes requests without changing them. */
export interface Observer {
  started(exchange: Exchange): void;
  /** `path` is from the route table. Quiet requests (probes and scrapes) are only counted. */
  ended(exchange: Exchange, path: string, quiet: boolean): void;
}

export interface ObserverPorts {
  readonly metrics: Pick<GatewayMetrics, "requestStarted" | "requestEnded">;
  readonly log: JsonLog;
  readonly ring: Pick<RequestRing, "add">;
  readonly tracing: Pick<Tracing, "begin" | "ended">;
  readonly costOf: CostOf;
}

/** Feeds metrics, log, request ring and trace from one record per request. */
export function createObserver({ metrics, log, ring, tracing, costOf }: ObserverPorts): Observer {
  return {
    started(exchange) {
      metrics.requestStarted();
      const { headers } = exchange.request;
      const trace = tracing.begin(headers);
      const traceparent = trace === undefined ? validTraceparent(headers["traceparent"]) : toTraceparent(trace);
      if (trace !== undefined) exchange.trace = trace;
      if (traceparent !== undefined) exchange.traceparent = traceparent;
    },
    ended(exchange, path, quiet) {
      const record = toRecord(exchange, path, costOf);
      metrics.requestEnded(record);
      if (quiet) return;
      log.info("request", requestLine(record));
      ring.add(record);
      tracing.ended(record);
    },
  };
}
