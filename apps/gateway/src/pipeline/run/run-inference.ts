import type { Exchange } from "../../domain/exchange.ts";
import { headerText } from "../../domain/header-text.ts";
import { requestTimeoutMs } from "./request-timeout.ts";
import { sendEnvelope, sendError } from "../../api/send-error.ts";
import type { Caller } from "../../domain/caller.ts";
import { toErrorEnvelope } from "../../domain/upstream-error.ts";
import type { Breakers } from "../../upstream/experts/breakers.ts";
import { isCallerFault, toApiError } from "../../domain/failure.ts";
import type { RetryBudget } from "../../upstream/experts/retry-budget.ts";
import type { Allowance, Reservation } from "../../domain/allowance.ts";
import type { Usage } from "../../domain/usage.ts";
import type { AnswerCache } from "../../domain/answer-cache.ts";
import { askExperts, type Asked, type AskPorts } from "./ask-experts.ts";
import type { Choice, Chooser } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import type { Memories } from "../../domain/memories.ts";
import { canReplay, sendCached } from "./send-cached.ts";

export interface PipelinePorts extends AskPorts {
  readonly chooser: Chooser;
  readonly memories: Memories;
  readonly allowance: Allowance;
  readonly cache: AnswerCache;
  readonly breakers: Pick<Breakers, "waitMs">;
  readonly retries: Pick<RetryBudget, "spend" | "earn">;
  readonly timeouts: AskPorts["timeouts"] & {
    /** Maximum duration of a request, to the end of its answer. */
    readonly maxDurationMs: number;
  };
}

/** Runs a parsed request: choose experts, add memories, reserve, look in the cache, ask, settle. Throws ApiError. */
export async function runInference(ports: PipelinePorts, exchange: Exchange, asked: Inference): Promise<void> {
  const { chooser, memories, allowance, cache } = ports;
  const caller = callerOf(exchange);
  const deadlineMs =
    exchange.startMs + requestTimeoutMs(exchange.request.headers["x-request-timeout"], ports.timeouts.maxDurationMs);
  const choice = await chooser.choose(asked, caller);
  noteChoice(exchange, choice);
  const inference = await memories.addTo(exchange, asked, choice);
  const reservation = await allowance.reserve(caller, inference, choice);
  noteLimits(exchange, reservation);
  let usage: Usage | undefined;
  try {
    const cacheable = cache.wants(inference) && canReplay(inference) && !declinesCache(exchange);
    const cached = cacheable ? await cache.find(caller, inference, choice) : undefined;
    if (cacheable) noteCache(exchange, cached?.how ?? "miss");
    if (cached !== undefined) {
      exchange.response.setHeader("x-hearth-expert", headerText(exchange.expert ?? ""));
      sendCached(exchange.response, inference, cached.body);
      return;
    }
    ports.retries.earn();
    const answered = await askExperts(ports, { exchange, inference, choice, caller, deadlineMs, keep: cacheable });
    usage = answered.usage;
    finish(ports, exchange, answered);
    if (cacheable && answered.body !== undefined) cache.keep(inference, answered.expert, answered.body);
  } finally {
    if (usage === undefined) reservation.release();
    else reservation.settle(usage, exchange.expert);
  }
}

function callerOf({ caller }: Exchange): Caller {
  if (caller === undefined) throw new Error("an inference without a caller: its route is not behind a key");
  return caller;
}

function noteChoice(exchange: Exchange, { experts, route, reason }: Choice): void {
  const { response } = exchange;
  exchange.route = route;
  exchange.reason = reason;
  exchange.expert = experts[0]?.name ?? "";
  exchange.model = experts[0]?.model ?? "";
  response.setHeader("x-hearth-route", headerText(route));
  response.setHeader("x-hearth-reason", headerText(reason));
}

function noteLimits({ response }: Exchange, { headers = {} }: Reservation): void {
  for (const name in headers) response.setHeader(name, headers[name] ?? "");
}

/** Callers ask for a fresh answer with `Cache-Control`, as with any HTTP cache. */
const declinesCache = ({ request }: Exchange): boolean =>
  /\bno-(?:cache|store)\b/i.test(request.headers["cache-control"] ?? "");

function noteCache(exchange: Exchange, how: "exact" | "semantic" | "miss"): void {
  exchange.cache = how;
  exchange.response.setHeader("x-hearth-cache", how);
}

function finish({ breakers }: PipelinePorts, exchange: Exchange, { failure, usage, expert, form }: Asked): void {
  const { response } = exchange;
  if (usage !== undefined) exchange.usage = usage;
  if (failure === undefined) return;
  exchange.failure = failure.reason;
  if (isCallerFault(failure)) response.destroy();
  else if (failure.answer !== undefined) {
    const { status, body, retryAfter } = failure.answer;
    if (retryAfter !== undefined && !response.headersSent) response.setHeader("retry-after", retryAfter);
    sendEnvelope(response, { status, envelope: toErrorEnvelope(status, body, expert) }, form);
  } else {
    const open = failure.reason === "circuit_open";
    const waitSeconds = open ? Math.max(1, Math.ceil(breakers.waitMs(expert.instances) / 1_000)) : undefined;
    sendError(response, toApiError(failure, expert.name, waitSeconds), form);
  }
}
