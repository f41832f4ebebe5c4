import type { Cost } from "../../callers/prices/price-list.ts";
import type { Exchange } from "../../domain/exchange.ts";
import type { Usage } from "../../domain/usage.ts";
import type { Expert } from "../../domain/expert.ts";

/** A finished request, for metrics, log, trace and request log. It holds no prompt, answer, header or API key. */
export interface RequestRecord {
  readonly id: string;
  /** Unix milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly caller: string | undefined;
  readonly method: string;
  /** From the route table, or `other`. */
  readonly path: string;
  /** 499 if the caller left before the end. */
  readonly status: number;
  readonly stream: boolean | undefined;
  readonly model: string | undefined;
  readonly expert: string | undefined;
  readonly instance: string | undefined;
  readonly attempts: number | undefined;
  readonly routing: string | undefined;
  readonly reason: string | undefined;
  readonly cache: Exchange["cache"];
  readonly memories: Exchange["memories"];
  readonly memoriesMs: number | undefined;
  readonly queuedMs: number | undefined;
  readonly overheadMs: number | undefined;
  readonly firstByteMs: number | undefined;
  readonly usage: Usage | undefined;
  /** Undefined if no expert worked on it. */
  readonly cost: Cost | undefined;
  readonly failure: string | undefined;
  readonly denied: string | undefined;
  readonly trace: Exchange["trace"];
}

/** Computes a request's cost in money and energy. */
export type CostOf = (expert: Pick<Expert, "name" | "model">, usage: Usage) => Cost;

/** The record of a request whose answer has ended. */
export function toRecord(exchange: Exchange, path: string, costOf: CostOf): RequestRecord {
  const { request, response, id, startMs, caller, expert, model, usage, failure } = exchange;
  const durationMs = performance.now() - startMs;
  const left = !response.writableFinished && failure === undefined;
  return {
    id,
    startedAtMs: Date.now() - durationMs,
    durationMs,
    caller: caller?.id,
    method: request.method ?? "",
    path,
    status: left || failure === "caller_left" ? 499 : response.statusCode,
    stream: exchange.stream,
    model,
    expert,
    instance: exchange.instance,
    attempts: exchange.attempts,
    routing: exchange.route,
    reason: exchange.reason,
    cache: exchange.cache,
    memories: exchange.memories,
    memoriesMs: exchange.memoriesMs,
    queuedMs: exchange.queuedMs,
    overheadMs: exchange.overheadMs,
    firstByteMs: exchange.firstByteMs,
    usage,
    cost: usage === undefined ? undefined : costOf({ name: expert ?? "", model: model ?? "" }, usage),
    failure,
    denied: exchange.denied,
    trace: exchange.trace,
  };
}
