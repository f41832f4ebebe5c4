import type { Exchange } from "../http/exchange.ts";
import type { Caller } from "../keys/key-ring.ts";
import { ApiError } from "../openai/api-error.ts";
import type { Expert } from "../routing/expert.ts";
import type { UpstreamFailure } from "../upstream/failure.ts";
import type { ForwardRequest, ForwardResult } from "../upstream/forward.ts";
import type { Admission } from "./admission.ts";
import type { Usage } from "./allowance.ts";
import type { Choice } from "./choice.ts";
import type { Inference } from "./inference.ts";

export interface AskPorts {
  readonly admission: Admission;
  readonly forward: (request: ForwardRequest) => Promise<ForwardResult>;
  /** An expert's own answer was a 5xx. */
  readonly onServerError: (expert: Expert) => void;
  readonly timeouts: { readonly firstByteMs: number; readonly wholeAnswerMs: number; readonly stallMs: number };
}

export interface Ask {
  readonly exchange: Exchange;
  readonly inference: Inference;
  readonly choice: Choice;
  readonly caller: Caller;
  /** The answer's body is wanted whole, for the cache. */
  readonly keep: boolean;
}

export interface Asked {
  /** Name of the expert that was asked last. */
  readonly expert: string;
  /** Present where an expert worked on the request, also in vain. */
  readonly usage?: Usage;
  /** Only of a good answer, if it was to be kept and was not too large. */
  readonly body?: Buffer;
  readonly failure?: UpstreamFailure;
}

/** Asks the experts of the choice in their order until one answers or has begun to. Throws ApiError of the admission. */
export async function askExperts(ports: AskPorts, ask: Ask): Promise<Asked> {
  let last: Asked | undefined;
  for (const expert of ask.choice.experts) {
    if (expert.instances.length === 0) continue;
    last = await askOne(ports, ask, expert);
    if (last.failure === undefined || ask.exchange.response.headersSent) return last;
  }
  if (last !== undefined) return last;
  throw new ApiError("expert_unavailable", `No instance of the expert is healthy at the moment. Try again shortly.`);
}

async function askOne(ports: AskPorts, ask: Ask, expert: Expert): Promise<Asked> {
  const { admission, forward, onServerError, timeouts } = ports;
  const { exchange, inference, caller, keep } = ask;
  const { response, id } = exchange;
  const place = await admission.enter(expert, caller, new AbortController().signal);
  try {
    exchange.expert = expert.name;
    exchange.model = expert.model;
    exchange.queuedMs = (exchange.queuedMs ?? 0) + place.waitedMs;
    response.setHeader("x-hearth-expert", expert.name);
    // A chat that is not streamed has no first byte before its last; embeddings are quick.
    const whole = inference.kind === "chat" && !inference.stream;
    const askedAtMs = performance.now();
    exchange.overheadMs ??= askedAtMs - exchange.startMs - exchange.queuedMs;
    const result = await forward({
      expert,
      path: inference.path,
      body: inference.body,
      requestId: id,
      response,
      firstByteMs: whole ? timeouts.wholeAnswerMs : timeouts.firstByteMs,
      stallMs: timeouts.stallMs,
      keep,
    });
    note(exchange, result, askedAtMs);
    if (result.failure === undefined && response.statusCode >= 500) onServerError(expert);
    return toAsked(result, inference, expert);
  } finally {
    place.leave();
  }
}

function note(exchange: Exchange, { instance, attempts, firstByteMs }: ForwardResult, askedAtMs: number): void {
  exchange.attempts = (exchange.attempts ?? 0) + attempts;
  if (instance !== undefined) exchange.instance = instance.origin;
  if (firstByteMs !== undefined) exchange.firstByteMs = askedAtMs - exchange.startMs + firstByteMs;
}

function toAsked({ failure, firstByteMs, answer }: ForwardResult, inference: Inference, expert: Expert): Asked {
  const worked = firstByteMs !== undefined || failure?.reason === "caller_left";
  const body = failure === undefined ? answer?.body() : undefined;
  return {
    expert: expert.name,
    ...(worked
      ? {
          usage: answer?.usage(inference.promptTokens) ?? { promptTokens: inference.promptTokens, completionTokens: 0 },
        }
      : {}),
    ...(body === undefined ? {} : { body }),
    ...(failure === undefined ? {} : { failure }),
  };
}
