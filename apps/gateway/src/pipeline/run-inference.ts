import type { Exchange } from "../http/exchange.ts";
import { sendError } from "../http/send-error.ts";
import type { Caller } from "../keys/key-ring.ts";
import { isCallers, toApiError } from "../upstream/failure.ts";
import type { Admission } from "./admission.ts";
import type { Allowance, Usage } from "./allowance.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { askExperts, type Asked, type AskPorts } from "./ask-experts.ts";
import type { Choice, Chooser } from "./choice.ts";
import type { Inference } from "./inference.ts";
import { canReplay, sendCached } from "./send-cached.ts";

export interface PipelinePorts extends AskPorts {
  readonly chooser: Chooser;
  readonly allowance: Allowance;
  readonly cache: AnswerCache;
  readonly admission: Admission;
}

/** A request's way after its parser: choose, reserve, look in the cache, ask, settle. Throws ApiError. */
export async function runInference(ports: PipelinePorts, exchange: Exchange, inference: Inference): Promise<void> {
  const { chooser, allowance, cache } = ports;
  const caller = callerOf(exchange);
  const choice = await chooser.choose(inference, caller);
  noteChoice(exchange, choice);
  const reservation = await allowance.reserve(caller, inference, choice);
  let usage: Usage | undefined;
  try {
    const cacheable = cache.wants(inference) && canReplay(inference);
    const cached = cacheable ? await cache.find(caller, inference, choice) : undefined;
    if (cacheable) noteCache(exchange, cached?.how ?? "miss");
    if (cached !== undefined) {
      sendCached(exchange.response, inference, cached.body);
      return;
    }
    const asked = await askExperts(ports, { exchange, inference, choice, caller, keep: cacheable });
    usage = asked.usage;
    finish(exchange, asked);
    if (cacheable && asked.body !== undefined) cache.keep(caller, inference, choice, asked.body);
  } finally {
    if (usage === undefined) reservation.release();
    else reservation.settle(usage);
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
  response.setHeader("x-hearth-route", route);
  response.setHeader("x-hearth-reason", reason);
}

function noteCache(exchange: Exchange, how: "exact" | "semantic" | "miss"): void {
  exchange.cache = how;
  exchange.response.setHeader("x-hearth-cache", how);
}

function finish(exchange: Exchange, { failure, usage, expert }: Asked): void {
  if (usage !== undefined) exchange.usage = usage;
  if (failure === undefined) return;
  exchange.failure = failure.reason;
  if (isCallers(failure)) exchange.response.destroy();
  else sendError(exchange.response, toApiError(failure, expert));
}
