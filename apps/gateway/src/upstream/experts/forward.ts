import type { ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import type { AnswerForm } from "../../domain/answer-form.ts";
import type { Expert, Instance } from "../../domain/expert.ts";
import type { Outstanding } from "./outstanding.ts";
import { AnswerTap } from "./answer-tap.ts";
import { Attempt } from "./attempt.ts";
import type { Breakers } from "./breakers.ts";
import { isExpertFault, UpstreamFailure } from "../../domain/failure.ts";
import type { RetryBudget } from "./retry-budget.ts";

export interface ForwardPorts {
  readonly dispatcher: Pick<Dispatcher, "dispatch">;
  readonly outstanding: Outstanding;
  readonly breakers: Breakers;
  readonly retries: RetryBudget;
  /** Called when an instance has started to answer. */
  readonly onAlive: (origin: string) => void;
  /** Whether an instance that is silent still works. Absent: silence is a failure. */
  readonly isWorking?: (origin: string, limitMs: number) => Promise<boolean>;
  /** Called with the time between two pieces of a stream. */
  readonly onGap?: (expert: Expert, gapMs: number) => void;
  /** Called for each attempt that failed through the expert's fault, even if a retry succeeds. */
  readonly onFailure: (expert: Expert, failure: UpstreamFailure) => void;
}

export interface ForwardRequest {
  readonly expert: Expert;
  /** Path of the expert's API, such as `/v1/chat/completions`. */
  readonly path: string;
  readonly body: Buffer;
  /** Content type of the body; JSON where absent. */
  readonly contentType: string | undefined;
  readonly requestId: string;
  /** W3C trace context. */
  readonly traceparent: string | undefined;
  /** Keeps related requests on one instance. */
  readonly affinity: string | undefined;
  readonly response: ServerResponse;
  readonly firstByteMs: number;
  readonly stallMs: number;
  /** Until the first byte of a stream, a comment is sent to the caller this often. Absent: none. */
  readonly commentMs?: number | undefined;
  /** When the answer must be complete, on the monotonic clock. */
  readonly deadlineMs: number;
  /** Whether to keep the answer's whole body, for the cache. */
  readonly keep: boolean;
  readonly form: (() => AnswerForm) | undefined;
  readonly anyType: boolean;
  /** Origins of the instances that have closed the connection on this body; extended here. */
  readonly lost: Set<string>;
}

export interface ForwardResult {
  /** The instance asked last. */
  readonly instance: Instance | undefined;
  readonly attempts: number;
  /** Time from the start of the first attempt to the answer's first byte. */
  readonly firstByteMs?: number;
  /** The last instance's answer. */
  readonly answer?: AnswerTap;
  /** The form of that answer, if it is translated. */
  readonly form?: AnswerForm;
  /** Absent if the whole answer was relayed, or its form wants another. */
  readonly failure?: UpstreamFailure;
}

const maxAttempts = 3;
/** A body on which an instance closed the connection may have killed it, so at most one other gets it. */
export const maxLost = 2;

/**
 * Asks an instance whose breaker allows it and relays its answer. If it fails before the first byte, and not because of a time
 * limit, the next least busy instance is asked. Never retries after the first byte. Does not throw: it returns the failure.
 */
export async function forward(ports: ForwardPorts, request: ForwardRequest): Promise<ForwardResult> {
  const { breakers, outstanding, retries, onFailure } = ports;
  const { expert } = request;
  const start = performance.now();
  let firstByteMs: number | undefined;
  let instance: Instance | undefined;
  let failure: UpstreamFailure | undefined;
  let attempts = 0;
  let answer: AnswerTap | undefined;
  let form: AnswerForm | undefined;
  while (attempts < maxAttempts) {
    const next = outstanding.pick(breakers.usable(expert.instances), instance, request.affinity);
    if (next === undefined) {
      failure ??= new UpstreamFailure("circuit_open");
      break;
    }
    if (failure !== undefined && !mayRetry(failure, next.origin === instance?.origin, retries)) break;
    instance = next;
    attempts += 1;
    const shape = (form = request.form?.());
    const tap = (answer = new AnswerTap(request.keep, (gapMs) => ports.onGap?.(expert, gapMs), shape));
    failure = await ask(ports, {
      ...request,
      instance,
      tap,
      shape,
      onFirstByte: () => (firstByteMs = performance.now() - start),
    });
    if (failure === undefined) break;
    if (isExpertFault(failure)) onFailure(expert, failure);
    if (failure.reason === "connection_lost" && request.lost.add(next.origin).size >= maxLost) break;
    if (firstByteMs !== undefined) break;
  }
  return {
    instance,
    attempts,
    ...(answer === undefined ? {} : { answer }),
    ...(form === undefined ? {} : { form }),
    ...(firstByteMs === undefined ? {} : { firstByteMs }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/**
 * Timeouts are not retried, since no time is left; nor are invalid answers, which another instance would give too. A connection
 * that was never made and an expert that is loading cost nothing, so a retry elsewhere does not draw on the budget.
 */
function mayRetry({ reason }: UpstreamFailure, sameInstance: boolean, retries: RetryBudget): boolean {
  if (reason === "connect_failed" || reason === "loading") return !sameInstance;
  if (reason === "connection_lost") return retries.spend();
  return (reason === "status_5xx" || reason === "status_429") && !sameInstance && retries.spend();
}

interface AskRequest extends ForwardRequest {
  readonly instance: Instance;
  readonly tap: AnswerTap;
  readonly shape: AnswerForm | undefined;
  readonly onFirstByte: () => void;
}

function ask(ports: ForwardPorts, request: AskRequest): Promise<UpstreamFailure | undefined> {
  const { dispatcher, outstanding, breakers } = ports;
  const { instance, path, body, contentType = "application/json", requestId, traceparent, response } = request;
  const { tap, shape, anyType, firstByteMs, stallMs, commentMs, deadlineMs } = request;
  const { origin } = instance;
  if (response.closed) return Promise.resolve(new UpstreamFailure("caller_left"));
  outstanding.started(instance);
  breakers.started(origin);
  return new Promise((resolve) => {
    const onClose = (): void => attempt.fail(new UpstreamFailure("caller_left"));
    const attempt = new Attempt({
      response,
      firstByteMs,
      stallMs,
      isWorking: (limitMs) => ports.isWorking?.(origin, limitMs) ?? Promise.resolve(false),
      commentMs: shape?.gathers === true || shape?.lines === true ? undefined : commentMs,
      leftMs: deadlineMs - performance.now(),
      tap,
      form: shape,
      anyType,
      onFirstByte() {
        breakers.succeeded(origin);
        ports.onAlive(origin);
        request.onFirstByte();
      },
      onEnd(failure) {
        response.off("close", onClose);
        outstanding.ended(instance);
        if (failure?.reason === "refused") breakers.succeeded(origin);
        else if (failure !== undefined && isExpertFault(failure)) breakers.failed(origin);
        else if (failure !== undefined) breakers.withdrawn(origin);
        resolve(failure);
      },
    });
    response.once("close", onClose);
    const headers: Record<string, string> = { "content-type": contentType, "x-request-id": requestId };
    if (traceparent !== undefined) headers["traceparent"] = traceparent;
    dispatcher.dispatch({ origin, path, method: "POST", headers, body }, attempt);
  });
}
