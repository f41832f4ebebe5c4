import type { ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import type { Expert, Instance } from "../routing/expert.ts";
import type { Outstanding } from "../routing/outstanding.ts";
import { AnswerTap } from "./answer-tap.ts";
import { Attempt } from "./attempt.ts";
import { UpstreamFailure } from "./failure.ts";

export interface ForwardPorts {
  readonly dispatcher: Pick<Dispatcher, "dispatch">;
  readonly outstanding: Outstanding;
  /** Called for each attempt that failed, also for one that is made good by a second. */
  readonly onFailure: (expert: Expert, failure: UpstreamFailure) => void;
}

export interface ForwardRequest {
  readonly expert: Expert;
  /** Path of the expert's API, such as `/v1/chat/completions`. */
  readonly path: string;
  readonly body: Buffer;
  readonly requestId: string;
  readonly response: ServerResponse;
  readonly firstByteMs: number;
  readonly stallMs: number;
  /** The answer's body is wanted whole, for the cache. */
  readonly keep: boolean;
}

export interface ForwardResult {
  /** The instance that was asked last. */
  readonly instance: Instance | undefined;
  readonly attempts: number;
  /** From the first attempt's start to the answer's first byte. */
  readonly firstByteMs?: number;
  /** What the last instance answered. */
  readonly answer?: AnswerTap;
  /** Absent where the whole answer was relayed, an expert's own error answer included. */
  readonly failure?: UpstreamFailure;
}

const mostAttempts = 2;

/**
 * Asks an instance of the expert and relays its answer. Where it fails before the first byte, and not for want of time, the
 * next least busy instance is asked once; after a byte never. Does not throw; the caller answers for a failure.
 */
export async function forward(ports: ForwardPorts, request: ForwardRequest): Promise<ForwardResult> {
  const start = performance.now();
  let firstByteMs: number | undefined;
  let instance: Instance | undefined;
  let failure: UpstreamFailure | undefined;
  let attempts = 0;
  let answer: AnswerTap | undefined;
  while (attempts < mostAttempts) {
    const next = ports.outstanding.pick(request.expert.instances, instance);
    if (next === undefined || (next === instance && failure?.reason === "connect_failed")) break;
    instance = next;
    attempts += 1;
    const tap = (answer = new AnswerTap(request.keep));
    failure = await ask(ports, {
      ...request,
      instance,
      tap,
      onFirstByte: () => (firstByteMs = performance.now() - start),
    });
    if (failure === undefined) break;
    ports.onFailure(request.expert, failure);
    if (firstByteMs !== undefined || !mayRetry(failure)) break;
  }
  return {
    instance,
    attempts,
    ...(answer === undefined ? {} : { answer }),
    ...(firstByteMs === undefined ? {} : { firstByteMs }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** A time limit that has passed has passed; and what an expert says wrongly, another would be as likely to. */
const mayRetry = ({ reason }: UpstreamFailure): boolean => reason === "connect_failed" || reason === "connection_lost";

interface AskRequest extends ForwardRequest {
  readonly instance: Instance;
  readonly tap: AnswerTap;
  readonly onFirstByte: () => void;
}

function ask({ dispatcher, outstanding }: ForwardPorts, request: AskRequest): Promise<UpstreamFailure | undefined> {
  const { instance, path, body, requestId, response } = request;
  if (response.closed) return Promise.resolve(new UpstreamFailure("caller_left"));
  outstanding.started(instance);
  return new Promise((resolve) => {
    const onClose = (): void => attempt.fail(new UpstreamFailure("caller_left"));
    const attempt = new Attempt({
      ...request,
      onEnd(failure) {
        response.off("close", onClose);
        outstanding.ended(instance);
        resolve(failure);
      },
    });
    response.once("close", onClose);
    const headers = { "content-type": "application/json", "x-request-id": requestId };
    dispatcher.dispatch({ origin: instance.origin, path, method: "POST", headers, body }, attempt);
  });
}
