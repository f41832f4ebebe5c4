import type { RequestListener, ServerResponse } from "node:http";
import { createListener } from "@hearth/service/http/create-listener.ts";
import { isSignInPath, noSignIn } from "@hearth/service/http/no-sign-in.ts";
import { parseInput, parseJson, utf8Text } from "@hearth/service/http/parse-input.ts";
import { readBody } from "@hearth/service/http/read-body.ts";
import { pathOf, queryOf } from "@hearth/service/http/request-url.ts";
import { decodeParam, type PathParams, type RouteMatch } from "@hearth/service/http/route-table.ts";
import { sendError } from "@hearth/service/http/send-error.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";
import { FrameError, type ServiceError } from "@hearth/service/http/service-error.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { KeyScope, MemoryEndpoint } from "@hearth/contracts/memory/api/endpoint.ts";
import type { EndpointName } from "@hearth/contracts/memory/api/endpoints.ts";
import { ApiError } from "./api/api-error.ts";
import { BodyRoom } from "./http/body-room.ts";
import { checkJsonShape } from "./http/check-json-shape.ts";
import type { Exchange } from "./http/exchange.ts";
import { sendMcpError } from "./http/send-mcp-error.ts";
import type { Gate, Page } from "./http/open-pages.ts";
import { createRoutes, type Route } from "./http/routes.ts";
import { toApiError } from "./http/to-api-error.ts";
import type { Caller, KeyRing } from "./keys/key-ring.ts";
import type { RateLimiter } from "./keys/rate-limiter.ts";
import type { MemoryMetrics } from "./metrics/memory-metrics.ts";
import type { AnyHandler, HandledName } from "./memory-service.ts";

export interface AppPorts {
  readonly handlers: Readonly<Record<HandledName, unknown>>;
  /** Pages outside the API, by path: health, metrics, OpenAPI, MCP. */
  readonly pages: Readonly<Record<string, Page>>;
  readonly exportTo: (caller: Caller, response: ServerResponse) => Promise<void>;
  readonly importFrom: (caller: Caller, body: Buffer) => Promise<object>;
  readonly keys: Pick<KeyRing, "callerOf">;
  readonly rates: Pick<RateLimiter, "take">;
  readonly metrics: Pick<MemoryMetrics, "requestStarted" | "requestEnded">;
  readonly log: JsonLog;
  readonly limits: RequestLimits;
  /** Whether a connection is one too many for its address; health checks are answered all the same. */
  readonly isTooMany: (connection: object) => boolean;
}

export interface RequestLimits {
  /** Largest body. */
  readonly bodyBytes: number;
  /** Bodies in memory, all together and of one key. */
  readonly bodiesBytes: number;
  readonly keyBodiesBytes: number;
  /** Requests in progress, all together and of one key. */
  readonly inFlight: number;
  readonly keyInFlight: number;
}

/** The service's request listener. Every request is logged, counted and answered. */
export function createApp(ports: AppPorts): RequestListener {
  const { keys, rates, metrics, limits, log } = ports;
  const routes = createRoutes(ports.pages);
  const room = new BodyRoom({ totalBytes: limits.bodiesBytes, keyBytes: limits.keyBodiesBytes });
  const ofKey = new Map<string, number>();
  let inFlight = 0;
  const gate: Gate = { admit, readBody: read };

  return createListener<Exchange, RouteMatch<Route> | FrameError, ServiceError>({
    find(request) {
      const path = pathOf(request);
      return isSignInPath(path) ? new FrameError("unknown_url", noSignIn) : routes.find(path, request.method);
    },
    started() {
      metrics.requestStarted();
      inFlight += 1;
    },
    async answer(exchange, found) {
      if (found instanceof FrameError) throw found;
      const { line, params } = found;
      if ("page" in line) await line.page(exchange, gate);
      else await answerEndpoint(exchange, line, decoded(params));
    },
    toError: toApiError,
    internalError: (message) => new ApiError("internal_error", message),
    sendError: (response, error) =>
      pathOf(response.req) === "/mcp" ? sendMcpError(response, error) : sendError(response, error),
    ended(exchange) {
      inFlight -= 1;
      exchange.leave?.();
      record(exchange);
    },
    log,
  });

  async function answerEndpoint(
    exchange: Exchange,
    { name, endpoint }: { readonly name: EndpointName; readonly endpoint: MemoryEndpoint },
    params: PathParams,
  ): Promise<void> {
    const { request, response } = exchange;
    exchange.endpoint = name;
    const caller = admit(exchange, [endpoint.scope]);
    if (name === "export") {
      await ports.exportTo(caller, response);
      return;
    }
    if (name === "import") {
      sendJson(response, 200, await ports.importFrom(caller, await read(exchange, caller)));
      return;
    }
    const { query, body } = endpoint;
    const sent = body === undefined ? undefined : await read(exchange, caller);
    if (sent !== undefined) checkJsonShape(sent);
    const input = {
      query: query === undefined ? undefined : parseInput(Object.fromEntries(queryOf(request)), query),
      body: body === undefined || sent === undefined ? undefined : parseInput(parseJson(utf8Text(sent)), body),
    };
    // The endpoint table links a name to its schemas and its handler; their types are lost at run time.
    const handle = ports.handlers[name] as AnyHandler;
    sendJson(response, endpoint.status ?? 200, await handle({ caller, params, ...input } as never));
  }

  async function read(exchange: Exchange, caller: Caller): Promise<Buffer> {
    const mine = room.open(caller.id);
    const leave = exchange.leave;
    exchange.leave = () => {
      mine.leave();
      leave?.();
    };
    return readBody(exchange.request, limits.bodyBytes, (bytes) => mine.take(bytes));
  }

  function admit(exchange: Exchange, scopes: readonly KeyScope[]): Caller {
    if (ports.isTooMany(exchange.request.socket))
      throw new ApiError("unavailable", "Too many connections from this address. Try again later.");
    if (inFlight > limits.inFlight)
      throw new ApiError("unavailable", "Too many requests are in progress. Try again later.");
    const caller = keys.callerOf(exchange.request.headers.authorization);
    if (caller === undefined) {
      throw new ApiError("invalid_api_key", "A valid API key is needed: send it as 'Authorization: Bearer KEY'.", {
        headers: { "www-authenticate": "Bearer" },
      });
    }
    exchange.caller = caller;
    const waitSeconds = rates.take(caller.id);
    if (waitSeconds > 0) {
      throw new ApiError("rate_limited", "Rate limit exceeded for this key.", { retryAfterSeconds: waitSeconds });
    }
    const mine = ofKey.get(caller.id) ?? 0;
    if (mine >= limits.keyInFlight)
      throw new ApiError("unavailable", "Too many requests of this key are in progress. Try again later.");
    if (!scopes.some((scope) => caller.scopes.has(scope)))
      throw new ApiError("forbidden", `This key lacks the scope '${scopes.join("' or '")}'.`);
    ofKey.set(caller.id, mine + 1);
    exchange.leave = () => {
      const left = (ofKey.get(caller.id) ?? 1) - 1;
      if (left > 0) ofKey.set(caller.id, left);
      else ofKey.delete(caller.id);
    };
    return caller;
  }

  function record({ request, response, id, startMs, caller, endpoint, failure }: Exchange): void {
    const durationMs = performance.now() - startMs;
    const status = response.writableFinished || failure !== undefined ? response.statusCode : 499;
    metrics.requestEnded({ endpoint: endpoint ?? "other", status, seconds: durationMs / 1_000 });
    // Health probes and scrapes come every few seconds; keep them out of the log.
    if (endpoint === undefined && status < 400) return;
    log.info("request", {
      requestId: id,
      caller: caller?.id,
      tenant: caller?.tenant,
      method: request.method,
      endpoint: endpoint ?? "other",
      status,
      durationMs: Math.round(durationMs * 100) / 100,
      failure,
    });
  }
}

const decoded = (params: PathParams): PathParams =>
  Object.fromEntries(Object.entries(params).map(([name, sent]) => [name, decodeParam(sent)]));
