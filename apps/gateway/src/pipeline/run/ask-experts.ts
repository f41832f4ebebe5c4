import { priorityOf } from "../../domain/priority.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import type { Exchange } from "../../domain/exchange.ts";
import { headerText } from "../../domain/header-text.ts";
import type { Caller } from "../../domain/caller.ts";
import { noteRecalled } from "../../domain/note-recalled.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { Expert } from "../../domain/expert.ts";
import { isExpertFault, type FailureReason, type UpstreamFailure } from "../../domain/failure.ts";
import { plainForm } from "../../api/openai/plain-form.ts";
import { maxLost, type ForwardRequest, type ForwardResult } from "../../upstream/experts/forward.ts";
import type { RetryBudget } from "../../upstream/experts/retry-budget.ts";
import type { Admission, Slot } from "../../domain/admission.ts";
import type { Usage } from "../../domain/usage.ts";
import type { Choice } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import { sendWarnings } from "../../domain/warnings.ts";
import type { ToLocal } from "../local/to-local.ts";
import { refuseUnseen } from "./refuse-unseen.ts";
import { looksTooLong, refuseTooLong, type CountPrompt } from "./refuse-too-long.ts";

export interface AskPorts {
  readonly admission: Admission;
  readonly forward: (request: ForwardRequest) => Promise<ForwardResult>;
  readonly retries: Pick<RetryBudget, "spend">;
  readonly countPrompt: CountPrompt;
  readonly toLocal: ToLocal;
  readonly timeouts: {
    readonly firstByteMs: number;
    readonly wholeAnswerMs: number;
    readonly stallMs: number;
    readonly commentMs: number;
  };
}

export interface Ask {
  readonly exchange: Exchange;
  readonly inference: Inference;
  readonly choice: Choice;
  readonly caller: Caller;
  /** When the answer must be complete, on the monotonic clock. */
  readonly deadlineMs: number;
  /** Whether to keep the answer's whole body, for the cache. */
  readonly keep: boolean;
}

export interface Asked {
  /** The expert asked last. */
  readonly expert: Expert;
  /** Present if an expert worked on the request, even without success. */
  readonly usage?: Usage;
  /** Only for a good answer that was to be kept and was not too large. */
  readonly body?: Buffer;
  readonly failure?: UpstreamFailure;
  /** The form of the answer, if it has one. */
  readonly form?: AnswerForm;
}

/**
 * Asks the chosen experts in order until one starts to answer; moves on when one is unavailable, overloaded or fails. Throws ApiError
 * if none has a free slot.
 */
export async function askExperts(ports: AskPorts, ask: Ask): Promise<Asked> {
  const { exchange, choice } = ask;
  let last: Asked | undefined;
  let refusal: ApiError | undefined;
  let passedOver: string | undefined;
  const lost = new Set<string>();
  for (const expert of choice.experts) {
    if (expert.instances.length === 0) {
      passedOver = `${expert.name}: expert_unavailable`;
      continue;
    }
    if (last?.failure !== undefined && (lost.size >= maxLost || !mayFallBack(last.failure, ports))) break;
    let slot: Slot;
    let inference: Inference;
    try {
      const adapted = ports.toLocal(expert, ask.inference);
      inference = adapted instanceof Promise ? await adapted : adapted;
      if (inference !== ask.inference) sendWarnings(exchange.response, inference.warnings ?? []);
      if (looksTooLong(expert, inference)) await refuseTooLong(ports.countPrompt, expert, inference);
      refuseUnseen(expert, inference);
      slot = await enter(ports, ask, expert);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refusal = error;
      passedOver = `${expert.name}: ${error.code}`;
      continue;
    }
    if (passedOver !== undefined) noteFallback(exchange, choice, passedOver);
    last = await askOne(ports, { ...ask, inference, expert, slot, lost });
    if (last.failure === undefined || exchange.response.headersSent) return last;
    passedOver = `${expert.name}: ${last.failure.reason}`;
  }
  if (last !== undefined) return last;
  throw refusal ?? new ApiError("expert_unavailable", "No instance is healthy at the moment. Try again shortly.");
}

const unasked: ReadonlySet<FailureReason> = new Set(["connect_failed", "circuit_open", "loading"]);

/** A connection that was never made and a request that was never sent cost nothing, so they do not draw on the retry budget. */
function mayFallBack(failure: UpstreamFailure, { retries }: AskPorts): boolean {
  if (unasked.has(failure.reason)) return true;
  return isExpertFault(failure) && retries.spend();
}

function enter({ admission }: AskPorts, ask: Ask, expert: Expert): Slot | Promise<Slot> {
  const { exchange, inference, caller, deadlineMs } = ask;
  return admission.enter({
    expert,
    caller: caller.id,
    priority: priorityOf(caller.priority, exchange.request.headers["x-hearth-priority"]),
    cost: inference.promptTokens + (inference.maxTokens ?? typicalAnswerTokens),
    deadlineMs,
    response: exchange.response,
  });
}

/** Assumed length of an answer when the request sets no limit. */
const typicalAnswerTokens = 256;

/** The paths whose answers have counters that tell of other callers' prompts. */
const countsTokens: ReadonlySet<string> = new Set(["/v1/chat/completions", "/v1/completions"]);
const onlyPlain = (): AnswerForm => plainForm;

interface AskOne extends Ask {
  readonly expert: Expert;
  readonly slot: Slot;
  readonly lost: Set<string>;
}

async function askOne({ forward, timeouts }: AskPorts, ask: AskOne): Promise<Asked> {
  const { exchange, choice, expert, slot, lost, deadlineMs, keep } = ask;
  const { response, id } = exchange;
  const inference = asSentTo(ask);
  try {
    exchange.expert = expert.name;
    exchange.model = expert.model;
    exchange.queuedMs = (exchange.queuedMs ?? 0) + slot.waitedMs;
    response.setHeader("x-hearth-expert", headerText(expert.name));
    // An unstreamed chat sends its first byte only when it is done; embeddings are quick.
    const whole = inference.kind === "chat" && !inference.stream;
    const askedAtMs = performance.now();
    exchange.overheadMs ??= askedAtMs - exchange.startMs - exchange.queuedMs;
    const request: ForwardRequest = {
      expert,
      path: inference.path,
      body: inference.body,
      contentType: inference.contentType,
      requestId: id,
      traceparent: exchange.traceparent,
      affinity: choice.affinity,
      response,
      firstByteMs: whole ? timeouts.wholeAnswerMs : timeouts.firstByteMs,
      stallMs: timeouts.stallMs,
      commentMs: inference.stream && inference.anyAnswer !== true ? timeouts.commentMs : undefined,
      deadlineMs,
      keep,
      form: inference.answer ?? (countsTokens.has(inference.path) ? onlyPlain : undefined),
      lost,
      anyType: inference.anyAnswer === true,
    };
    const first = await forward(request);
    note(exchange, first, askedAtMs);
    const { form } = first;
    if (first.failure !== undefined || form?.unfinished !== true || form.again === undefined) {
      return toAsked(first, inference, expert);
    }
    const second = await forward({ ...request, body: form.again(), form: () => form });
    note(exchange, { ...second, firstByteMs: undefined }, askedAtMs);
    return withUsageOf(toAsked(first, inference, expert), toAsked(second, inference, expert));
  } finally {
    slot.leave();
  }
}

/** The request without notes, if the policy keeps memories from this expert. */
function asSentTo({ exchange, inference, choice, expert }: AskOne): Inference {
  if (inference.notes === undefined || choice.withoutNotes?.has(expert) !== true) return inference;
  noteRecalled(exchange, "withheld");
  return inference.notes.without;
}

type Noted = Pick<ForwardResult, "instance" | "attempts"> & { readonly firstByteMs?: number | undefined };

function noteFallback(exchange: Exchange, { reason }: Choice, passedOver: string): void {
  exchange.reason = `${reason}; instead of ${passedOver}`;
  exchange.response.setHeader("x-hearth-reason", headerText(exchange.reason));
}

function note(exchange: Exchange, { instance, attempts, firstByteMs }: Noted, askedAtMs: number): void {
  exchange.attempts = (exchange.attempts ?? 0) + attempts;
  if (instance !== undefined) exchange.instance = instance.origin;
  if (firstByteMs !== undefined) exchange.firstByteMs = askedAtMs - exchange.startMs + firstByteMs;
}

/** The second of two attempts, charged for both. */
function withUsageOf({ usage: first }: Asked, second: Asked): Asked {
  if (first === undefined) return second;
  const { promptTokens, completionTokens } = second.usage ?? { promptTokens: 0, completionTokens: 0 };
  const usage = {
    promptTokens: first.promptTokens + promptTokens,
    completionTokens: first.completionTokens + completionTokens,
  };
  return { ...second, usage };
}

function toAsked({ failure, firstByteMs, answer, form }: ForwardResult, inference: Inference, expert: Expert): Asked {
  const worked = firstByteMs !== undefined || failure?.reason === "caller_left" || failure?.reason === "deadline";
  const usage = worked ? answer?.usage(inference.promptTokens) : undefined;
  const body = failure === undefined ? answer?.body() : undefined;
  return {
    expert,
    ...(usage === undefined ? {} : { usage }),
    ...(body === undefined ? {} : { body }),
    ...(failure === undefined ? {} : { failure }),
    ...(form === undefined ? {} : { form }),
  };
}
