import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "../json-log.ts";
import { requestId } from "./request-id.ts";
import { FrameError, type ServiceError } from "./service-error.ts";

/** One request on its way through a service. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The answer has it as `x-request-id`. */
  readonly id: string;
  /** On the monotonic clock. */
  readonly startMs: number;
  /** The code of the error that was answered. */
  failure?: string;
}

/**
 * A service as the frame sees it. `Exchange` adds to the frame's what the service notes on the way, all of it optional; `Found` is what
 * its route table says of a request.
 */
export interface HttpApp<Exchange extends HttpExchange, Found, ApiError extends ServiceError = ServiceError> {
  find(request: IncomingMessage): Found;
  /** Before anything else is done with the request. */
  started(exchange: Exchange): void;
  /** Answers. What it throws is answered as an error. */
  answer(exchange: Exchange, found: Found): Promise<void>;
  /** What was thrown, a FrameError too, as an error of the API; undefined where that is a bug. */
  toError(thrown: unknown): ApiError | undefined;
  /** What is answered after a bug. */
  internalError(message: string): ApiError;
  sendError(response: ServerResponse, error: ApiError): void;
  /** The request is over, whether or not all of the answer was sent. */
  ended(exchange: Exchange, found: Found): void;
  readonly log: Pick<JsonLog, "error">;
}

/** The service as a function from request to answer; it listens nowhere. Every request gets an id and an answer, and is recorded. */
export function createListener<Exchange extends HttpExchange, Found, ApiError extends ServiceError>(
  app: HttpApp<Exchange, Found, ApiError>,
): RequestListener {
  return (request, response) => {
    const id = requestId(request.headers["x-request-id"]);
    const begun: HttpExchange = { request, response, id, startMs: performance.now() };
    // What a service adds is optional, so an exchange that holds nothing of it yet is one of the service's.
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
  // What is left of the body is not waited for: the connection ends with this answer.
  if (!request.complete && !response.headersSent) response.setHeader("connection", "close");
  app.sendError(response, error);
  request.resume();
}

const hasHost = ({ headers, httpVersion }: IncomingMessage): boolean =>
  headers.host !== undefined || httpVersion !== "1.1";

const withoutHost = (): FrameError => new FrameError("bad_request", "A Host header is needed.");
