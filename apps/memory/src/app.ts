import type { RequestListener, ServerResponse } from "node:http";
import { messageOf } from "@hearth/kernel/errors.ts";
import { requestId } from "@hearth/service/request-id.ts";
import { sendJson } from "@hearth/service/send-json.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { ApiError } from "./api/api-error.ts";
import type { Endpoint } from "@hearth/contracts/memory/api/endpoint.ts";
import { endpoints, type EndpointName } from "@hearth/contracts/memory/api/endpoints.ts";
import type { Exchange } from "./http/exchange.ts";
import { findEndpoint } from "./http/find-endpoint.ts";
import { parseInput, parseJson } from "./http/parse-input.ts";
import { readBody } from "./http/read-body.ts";
import { toApiError } from "./http/to-api-error.ts";
import type { Caller, KeyRing } from "./keys/key-ring.ts";
import type { RateLimiter } from "./keys/rate-limiter.ts";
import type { MemoryMetrics } from "./metrics/memory-metrics.ts";
import type { AnyHandler, HandledName } from "./memory-service.ts";

export interface AppPorts {
  readonly handlers: Readonly<Record<HandledName, unknown>>;
  /** What stands beside the API: health, metrics, OpenAPI, MCP. Undefined where the path is none of them. */
  readonly pageAt: (path: string) => ((exchange: Exchange) => Promise<void>) | undefined;
  readonly exportTo: (caller: Caller, response: ServerResponse) => Promise<void>;
  readonly importFrom: (caller: Caller, body: string) => Promise<object>;
  readonly keys: Pick<KeyRing, "callerOf">;
  readonly rates: Pick<RateLimiter, "take">;
  readonly metrics: Pick<MemoryMetrics, "requestStarted" | "requestEnded">;
  readonly log: JsonLog;
  readonly bodyLimitBytes: number;
  readonly inFlightLimit: number;
}

/** The service as a function from request to answer; it listens nowhere. Every request is logged, counted and answered. */
export function createApp(ports: AppPorts): RequestListener {
  const { pageAt, keys, rates, metrics, log } = ports;
  let inFlight = 0;

  return (request, response) => {
    const id = requestId(request.headers["x-request-id"]);
    const exchange: Exchange = { request, response, id, startMs: performance.now() };
    response.setHeader("x-request-id", id);
    metrics.requestStarted();
    inFlight += 1;
    response.once("close", () => {
      inFlight -= 1;
      record(exchange);
    });
    serve(exchange).catch((thrown: unknown) => fail(exchange, thrown));
  };

  async function serve(exchange: Exchange): Promise<void> {
    const { request } = exchange;
    const [path = "/", search = ""] = (request.url ?? "/").split("?", 2);
    const page = pageAt(path);
    if (page !== undefined) {
      await page(exchange);
      return;
    }
    const { name, params } = findEndpoint(request.method ?? "", path);
    exchange.endpoint = name;
    const endpoint: Endpoint = endpoints[name];
    const caller = admit(exchange, endpoint);
    await answer(exchange, { name, endpoint, params, caller, search });
  }

  function admit(exchange: Exchange, { scope }: Endpoint): Caller {
    if (inFlight > ports.inFlightLimit) throw new ApiError("unavailable", "Too many requests at the same time.");
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

  async function answer({ request, response }: Exchange, found: Found): Promise<void> {
    const { name, endpoint, params, caller, search } = found;
    if (name === "export") {
      await ports.exportTo(caller, response);
      return;
    }
    const text = endpoint.body === undefined ? "" : await readBody(request, ports.bodyLimitBytes);
    if (name === "import") {
      sendJson(response, 200, await ports.importFrom(caller, text));
      return;
    }
    const query = endpoint.query === undefined ? undefined : parseInput(fieldsOf(search), endpoint.query);
    const body = endpoint.body === undefined ? undefined : parseInput(parseJson(text), endpoint.body);
    // The endpoint table ties a name to its schemas and its handler; the types of both are lost at run time.
    const handle = ports.handlers[name] as AnyHandler;
    sendJson(response, endpoint.status ?? 200, await handle({ caller, params, query, body } as never));
  }

  function fail(exchange: Exchange, thrown: unknown): void {
    const { request, response, id } = exchange;
    const known = toApiError(thrown);
    if (known === undefined) {
      log.error("bug", {
        requestId: id,
        because: messageOf(thrown),
        stack: thrown instanceof Error ? thrown.stack : "",
      });
    }
    const error = known ?? new ApiError("internal_error", `The service failed; request ${id}.`);
    exchange.failure = error.code;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (!request.complete) response.setHeader("connection", "close");
    if (error.retryAfterSeconds !== undefined) response.setHeader("retry-after", error.retryAfterSeconds);
    sendJson(response, error.status, error);
    request.resume();
  }

  function record({ request, response, id, startMs, caller, endpoint, failure }: Exchange): void {
    const durationMs = performance.now() - startMs;
    const status = response.writableFinished || failure !== undefined ? response.statusCode : 499;
    metrics.requestEnded({ endpoint: endpoint ?? "other", status, seconds: durationMs / 1_000 });
    // Probes and scrapes come every few seconds and say nothing.
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

interface Found {
  readonly name: EndpointName;
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller;
  readonly search: string;
}

const fieldsOf = (search: string): object => Object.fromEntries(new URLSearchParams(search));
