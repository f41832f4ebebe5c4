import type { IncomingMessage, RequestListener } from "node:http";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { Door } from "./http/access/access.ts";
import type { Exchange } from "./domain/exchange.ts";
import { requestId } from "@hearth/service/request-id.ts";
import type { Route } from "./domain/route.ts";
import { RouteTable } from "./http/server/route-table.ts";
import { sendError } from "./api/send-error.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { ApiError } from "./domain/api-error.ts";
import type { Observer } from "./observe/create-observer.ts";

export interface AppPorts {
  readonly routes: readonly Route[];
  readonly door: Pick<Door, "admit">;
  readonly observer: Observer;
  readonly log: JsonLog;
}

/** The gateway as a function from request to answer; it listens nowhere. Every request is logged, counted and answered. */
export function createApp({ routes, door, observer, log }: AppPorts): RequestListener {
  const table = new RouteTable(routes);

  return (request, response) => {
    const exchange: Exchange = {
      request,
      response,
      id: requestId(request.headers["x-request-id"]),
      startMs: performance.now(),
    };
    const route = table.find(pathOf(request), request.method);
    response.setHeader("x-request-id", exchange.id);
    observer.started(exchange);
    // A turn later, when whoever worked on the request has noted how it ended.
    response.once("close", () => setImmediate(record, exchange, route));
    serve(exchange, route).catch((error: unknown) => answer(exchange, error));
  };

  async function serve(exchange: Exchange, route: Route | ApiError): Promise<void> {
    const access = route instanceof ApiError ? undefined : route.access;
    if (exchange.request.headers.host === undefined && exchange.request.httpVersion === "1.1") {
      throw new ApiError("bad_request", "A Host header is needed.");
    }
    if (!door.admit(exchange, access)) return;
    if (route instanceof ApiError) throw route;
    await route.handle(exchange);
  }

  function answer(exchange: Exchange, thrown: unknown): void {
    const { request, response, id } = exchange;
    if (!(thrown instanceof ApiError))
      log.error("bug", { requestId: id, because: messageOf(thrown), stack: stackOf(thrown) });
    const error =
      thrown instanceof ApiError ? thrown : new ApiError("internal_error", `Internal error (request ${id}).`);
    exchange.failure = error.code;
    // What is left of the body is not waited for: the connection ends with this answer.
    if (!request.complete && !response.headersSent) response.setHeader("connection", "close");
    sendError(response, error);
    request.resume();
  }

  function record(exchange: Exchange, route: Route | ApiError): void {
    if (route instanceof ApiError) observer.ended(exchange, "other", false);
    // Probes and scrapes come every few seconds and say nothing.
    else observer.ended(exchange, route.path, route.access === "open" && exchange.denied === undefined);
  }
}

const pathOf = ({ url = "/" }: IncomingMessage): string => url.split("?", 1)[0] ?? url;
const stackOf = (thrown: unknown): string | undefined => (thrown instanceof Error ? thrown.stack : undefined);
