import type { RequestListener } from "node:http";
import { createListener } from "@hearth/service/http/create-listener.ts";
import { isSignInPath, noSignIn } from "@hearth/service/http/no-sign-in.ts";
import { pathOf } from "@hearth/service/http/request-url.ts";
import { RouteTable, type RouteMatch } from "@hearth/service/http/route-table.ts";
import { FrameError } from "@hearth/service/http/service-error.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { speaksAnthropic } from "./api/error-form-of.ts";
import { sendError } from "./api/send-error.ts";
import { ApiError, toKnownError } from "./domain/api-error.ts";
import type { Exchange } from "./domain/exchange.ts";
import type { Route } from "./domain/route.ts";
import type { AccessControl } from "./http/access/access.ts";
import type { Observer } from "./observe/create-observer.ts";

export interface AppPorts {
  readonly routes: readonly Route[];
  readonly access: Pick<AccessControl, "admit">;
  readonly observer: Observer;
  readonly log: JsonLog;
  /** Whether a connection is one too many for its address. */
  readonly tooMany: (connection: object) => boolean;
}

/** The connection is closed with this answer. */
function manyConnections({ response }: Exchange): ApiError {
  response.setHeader("connection", "close");
  return new ApiError("rate_limit_exceeded", "Too many connections from this address. Close those that are idle.");
}

type Found = RouteMatch<Route> | FrameError;

/** The gateway's request listener. Every request is logged, counted and answered. */
export function createApp({ routes, access, observer, log, tooMany }: AppPorts): RequestListener {
  const table = new RouteTable(routes, "Unknown request URL. The API is under /v1.");

  return createListener<Exchange, Found, ApiError>({
    find: (request) => table.find(pathOf(request), request.method),
    started(exchange) {
      // Where Anthropic's clients look for it.
      if (speaksAnthropic(exchange.request)) exchange.response.setHeader("request-id", exchange.id);
      observer.started(exchange);
    },
    async answer(exchange, found) {
      const unknown = found instanceof FrameError;
      if (tooMany(exchange.request.socket)) throw manyConnections(exchange);
      if (!access.admit(exchange, unknown ? undefined : found.line.access)) return;
      if (unknown) throw isSignInPath(pathOf(exchange.request)) ? new ApiError("unknown_url", noSignIn) : found;
      await found.line.handle(exchange, found.params);
    },
    toError: toKnownError,
    internalError: (message) => new ApiError("internal_error", message),
    sendError,
    // One tick later, when the handlers have recorded how the request ended.
    ended: (exchange, found) => void setImmediate(record, exchange, found),
    log,
  });

  function record(exchange: Exchange, found: Found): void {
    if (found instanceof FrameError) observer.ended(exchange, "other", false);
    // Health probes and scrapes come every few seconds; keep them out of the logs.
    else observer.ended(exchange, found.line.path, found.line.access === "open" && exchange.denied === undefined);
  }
}
