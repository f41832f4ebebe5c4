import type { RequestListener, ServerResponse } from "node:http";
import { createListener } from "@hearth/service/http/create-listener.ts";
import { readInput } from "@hearth/service/http/endpoint.ts";
import { utf8Text } from "@hearth/service/http/parse-input.ts";
import { readBody } from "@hearth/service/http/read-body.ts";
import { pathOf } from "@hearth/service/http/request-url.ts";
import { decodeParam, type PathParams, type RouteMatch } from "@hearth/service/http/route-table.ts";
import { sendError } from "@hearth/service/http/send-error.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";
import { FrameError, type ServiceError } from "@hearth/service/http/service-error.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { MemoryEndpoint } from "@hearth/contracts/memory/api/endpoint.ts";
import type { EndpointName } from "@hearth/contracts/memory/api/endpoints.ts";
import { ApiError } from "./api/api-error.ts";
import type { Exchange } from "./http/exchange.ts";
import type { Page } from "./http/open-pages.ts";
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
  readonly importFrom: (caller: Caller, body: string) => Promise<object>;
  readonly keys: Pick<KeyRing, "callerOf">;
  readonly rates: Pick<RateLimiter, "take">;
  readonly metrics: Pick<MemoryMetrics, "requestStarted" | "requestEnded">;
  readonly log: JsonLog;
  readonly bodyLimitBytes: number;
  readonly inFlightLimit: number;
}

/** The service's request listener. Every request is logged, counted and answered. */
export function createApp(ports: AppPorts): RequestListener {
  const { keys, rates, metrics, log } = ports;
  const routes = createRoutes(ports.pages);
  let inFlight = 0;

  return createListener<Exchange, RouteMatch<Route> | FrameError, ServiceError>({
    find: (request) => routes.find(pathOf(request), request.method),
    started() {
      metrics.requestStarted();
      inFlight += 1;
    },
    async answer(exchange, found) {
      if (found instanceof FrameError) throw found;
      const { line, params } = found;
      if ("page" in line) await line.page(exchange);
      else await answerEndpoint(exchange, line, decoded(params));
    },
    toError: toApiError,
    internalError: (message) => new ApiError("internal_error", message),
    sendError,
    ended(exchange) {
      inFlight -= 1;
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
    const caller = admit(exchange, endpoint);
    if (name === "export") {
      await ports.exportTo(caller, response);
      return;
    }
    if (name === "import") {
      const lines = utf8Text(await readBody(request, ports.bodyLimitBytes));
      sendJson(response, 200, await ports.importFrom(caller, lines));
      return;
    }
    const input = await readInput(request, endpoint, ports.bodyLimitBytes);
    // The endpoint table links a name to its schemas and its handler; their types are lost at run time.
    const handle = ports.handlers[name] as AnyHandler;
    sendJson(response, endpoint.status ?? 200, await handle({ caller, params, ...input } as never));
  }

  function admit(exchange: Exchange, { scope }: MemoryEndpoint): Caller {
    if (inFlight > ports.inFlightLimit)
      throw new ApiError("unavailable", "Too many requests are in progress. Try again later.");
    const caller = keys.callerOf(exchange.request.headers.authorization);
    if (caller === undefined) {
      throw new ApiError("invalid_api_key", "A valid API key is needed: send it as 'Authorization: Bearer KEY'.");
    }
    exchange.caller = caller;
    const waitSeconds = rates.take(caller.id);
    if (waitSeconds > 0) {
      throw new ApiError("rate_limited", "Rate limit exceeded for this key.", { retryAfterSeconds: waitSeconds });
    }
    if (!caller.scopes.has(scope)) throw new ApiError("forbidden", `This key lacks the scope '${scope}'.`);
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
