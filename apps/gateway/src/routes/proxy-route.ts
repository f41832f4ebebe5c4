import type { z } from "zod";
import type { Exchange } from "../http/exchange.ts";
import { readBody } from "../http/read-body.ts";
import type { Route } from "../http/route.ts";
import { sendError } from "../http/send-error.ts";
import { parseRequest } from "../openai/parse-request.ts";
import type { Expert, ExpertKind } from "../routing/expert.ts";
import { resolveExpert } from "../routing/resolve-expert.ts";
import { isCallers, toApiError } from "../upstream/failure.ts";
import type { ForwardRequest, ForwardResult } from "../upstream/forward.ts";

export interface ProxyPorts {
  readonly experts: () => readonly Expert[];
  readonly forward: (request: ForwardRequest) => Promise<ForwardResult>;
  /** An expert's own answer was a 5xx. */
  readonly onServerError: (expert: Expert) => void;
  readonly bodyLimitBytes: number;
  readonly timeouts: { readonly firstByteMs: number; readonly wholeAnswerMs: number; readonly stallMs: number };
}

/** The fields by which a request finds its expert. */
interface Routable {
  readonly model?: string | null | undefined;
  readonly stream?: boolean | null | undefined;
}

export interface ProxyRoute {
  readonly path: string;
  readonly kind: ExpertKind;
  readonly schema: z.ZodType<Routable>;
}

/** A route that hands a request on to an expert: read, check, choose, relay. The body goes on byte for byte. */
export function proxyRoute(ports: ProxyPorts, { path, kind, schema }: ProxyRoute): Route {
  const { experts, forward, onServerError, bodyLimitBytes, timeouts } = ports;
  return {
    method: "POST",
    path,
    access: "key",
    async handle(exchange) {
      const { request, response, id } = exchange;
      const body = await readBody(request, bodyLimitBytes);
      const { model, stream } = parseRequest(body, schema);
      const expert = resolveExpert(experts(), { model, kind });
      exchange.stream = stream === true;
      exchange.expert = expert.name;
      exchange.model = expert.model;
      response.setHeader("x-hearth-expert", expert.name);
      // A chat that is not streamed has no first byte before its last; embeddings are quick.
      const firstByteMs = kind === "chat" && stream !== true ? timeouts.wholeAnswerMs : timeouts.firstByteMs;
      const askedAtMs = performance.now();
      const result = await forward({
        expert,
        path,
        body,
        requestId: id,
        response,
        firstByteMs,
        stallMs: timeouts.stallMs,
      });
      note(exchange, result, askedAtMs);
      if (result.failure === undefined) {
        if (response.statusCode >= 500) onServerError(expert);
      } else if (isCallers(result.failure)) response.destroy();
      else sendError(response, toApiError(result.failure, expert.name));
    },
  };
}

function note(
  exchange: Exchange,
  { instance, attempts, firstByteMs, failure }: ForwardResult,
  askedAtMs: number,
): void {
  exchange.attempts = attempts;
  if (instance !== undefined) exchange.instance = instance.origin;
  if (firstByteMs !== undefined) exchange.firstByteMs = askedAtMs - exchange.startMs + firstByteMs;
  if (failure !== undefined) exchange.failure = failure.reason;
}
