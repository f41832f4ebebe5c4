import type { ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import type { AnswerForm } from "../../domain/answer-form.ts";
import type { Expert, Instance } from "../../domain/expert.ts";
import type { Outstanding } from "./outstanding.ts";
import { AnswerTap } from "./answer-tap.ts";
import { Attempt } from "./attempt.ts";
import type { Breakers } from "./breakers.ts";
import { isExperts, UpstreamFailure } from "../../domain/failure.ts";
import type { RetryBudget } from "./retry-budget.ts";

export interface ForwardPorts {
  readonly dispatcher: Pick<Dispatcher, "dispatch">;
  readonly outstanding: Outstanding;
  readonly breakers: Breakers;
  readonly retries: RetryBudget;
  /** Called when an instance has begun to answer. */
  readonly onAlive: (origin: string) => void;
  /** Called with the time from one piece of a stream to the next. */
  readonly onGap?: (expert: Expert, gapMs: number) => void;
  /** Called for each attempt that failed through the expert's fault, also for one that is made good by a second. */
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
  /** Keeps related requests at one instance. */
  readonly affinity: string | undefined;
  readonly response: ServerResponse;
  readonly firstByteMs: number;
  readonly stallMs: number;
  /** On the monotonic clock: by then the answer has to be over. */
  readonly deadlineMs: number;
  /** The answer's body is wanted whole, for the cache. */
  readonly keep: boolean;
  readonly form: (() => AnswerForm) | undefined;
  readonly anyType: boolean;
}

export interface ForwardResult {
  /** The instance that was asked last. */
  readonly instance: Instance | undefined;
  readonly attempts: number;
  /** From the first attempt's start to the answer's first byte. */
  readonly firstByteMs?: number;
  /** What the last instance answered. */
  readonly answer?: AnswerTap;
  /** Absent where the whole answer was relayed. */
  readonly failure?: UpstreamFailure;
}

const mostAttempts = 3;

/**
 * Asks an instance of the expert whose breaker is closed and relays its answer. Where it fails before the first byte, and not for
 * want of time, the next least busy instance is asked; after a byte never. Does not throw; the caller answers for a failure.
 */
export async function forward(ports: ForwardPorts, request: ForwardRequest): Promise<ForwardResult> {
  const { breakers, outstanding, retries, onFailure } = ports;
  const { expert, response } = request;
  const start = performance.now();
  let firstByteMs: number | undefined;
  let instance: Instance | undefined;
  let failure: UpstreamFailure | undefined;
  let attempts = 0;
  let answer: AnswerTap | undefined;
  while (attempts < mostAttempts) {
    const next = outstanding.pick(breakers.usable(expert.instances), instance, request.affinity);
    if (next === undefined) {
      failure ??= new UpstreamFailure("circuit_open");
      break;
    }
    if (failure !== undefined && !mayRetry(failure, next.origin === instance?.origin, retries)) break;
    instance = next;
    attempts += 1;
    const shape = request.form?.();
    const tap = (answer = new AnswerTap(request.keep, (gapMs) => ports.onGap?.(expert, gapMs), shape));
    failure = await ask(ports, {
      ...request,
      instance,
      tap,
      shape,
      onFirstByte: () => (firstByteMs = performance.now() - start),
    });
    if (failure === undefined) break;
    if (isExperts(failure)) onFailure(expert, failure);
    if (firstByteMs !== undefined || response.headersSent) break;
  }
  return {
    instance,
    attempts,
    ...(answer === undefined ? {} : { answer }),
    ...(firstByteMs === undefined ? {} : { firstByteMs }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/**
 * A time limit that has passed has passed; and what an expert says wrongly, its twin would be as likely to. A connection that was
 * never made has cost nobody anything, so trying elsewhere is free.
 */
function mayRetry({ reason }: UpstreamFailure, sameInstance: boolean, retries: RetryBudget): boolean {
  if (reason === "connect_failed") return !sameInstance;
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
  const { tap, shape, anyType, firstByteMs, stallMs, deadlineMs } = request;
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
        else if (failure !== undefined && isExperts(failure)) breakers.failed(origin);
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
