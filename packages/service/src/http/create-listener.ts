import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "../json-log.ts";
import { requestId } from "./request-id.ts";
import { FrameError, type ServiceError } from "./service-error.ts";

/** One request on its way through a service. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Sent in the answer as `x-request-id`. */
  readonly id: string;
  /** On the monotonic clock. */
  readonly startMs: number;
  /** Code of the error that was sent. */
  failure?: string;
}

/**
 * A service's callbacks. `Exchange` extends HttpExchange with facts that the service records, all optional; `Found` is the result of
 * its route table.
 */
export interface HttpApp<Exchange extends HttpExchange, Found, ApiError extends ServiceError = ServiceError> {
  find(request: IncomingMessage): Found;
  /** Called first. */
  started(exchange: Exchange): void;
  /** Answers the request. An error that it throws is sent as the answer. */
  answer(exchange: Exchange, found: Found): Promise<void>;
  /** A thrown value, including FrameError, as an API error; undefined if it is a bug. */
  toError(thrown: unknown): ApiError | undefined;
  /** The answer after a bug. */
  internalError(message: string): ApiError;
  sendError(response: ServerResponse, error: ApiError): void;
  /** Called when the request has ended, even if the answer was not sent completely. */
  ended(exchange: Exchange, found: Found): void;
  readonly log: Pick<JsonLog, "error">;
}

/** Makes a service's request listener. Every request gets an id and an answer, and is recorded. */
export function createListener<Exchange extends HttpExchange, Found, ApiError extends ServiceError>(
  app: HttpApp<Exchange, Found, ApiError>,
): RequestListener {
  return (request, response) => {
    const id = requestId(request.headers["x-request-id"]);
    const begun: HttpExchange = { request, response, id, startMs: performance.now() };
    // All fields that a service adds are optional, so a plain exchange is a valid `Exchange`.
    const exchange = begun as Exchange;
    const found = app.find(request);
    response.setHeader("x-request-id", id);
    app.started(exchange);
    response.once("close", () => app.ended(exchange, found));
    const answered = hasHost(request) ? app.answer(exchange, found) : Promise.reject(withoutHost());
    answered.catch((thrown: unknown) => fail(app, exchange, thrown));
  };
}

function fail<Exchange extends HttpExchange, Found, ApiError extends ServiceError>(
  app: HttpApp<Exchange, Found, ApiError>,
  exchange: HttpExchange,
  thrown: unknown,
): void {
  const { request, response, id } = exchange;
  const known = app.toError(thrown);
  if (known === undefined) {
    const stack = thrown instanceof Error ? thrown.stack : undefined;
    app.log.error("bug", { requestId: id, because: messageOf(thrown), stack });
  }
  const error = known ?? app.internalError(`Internal error (request ${id}).`);
  exchange.failure = error.code;
  // Do not wait for the rest of the body: close the connection after this answer.
  if (!request.complete && !response.headersSent) response.setHeader("connection", "close");
  app.sendError(response, error);
  request.resume();
}

const hasHost = ({ headers, httpVersion }: IncomingMessage): boolean =>
  headers.host !== undefined || httpVersion !== "1.1";

const withoutHost = (): FrameError => new FrameError("bad_request", "A Host header is needed.");
