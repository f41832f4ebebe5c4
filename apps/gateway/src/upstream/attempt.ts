import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import { EventSplitter } from "../openai/event-splitter.ts";
import { onlyComments } from "../openai/only-comments.ts";
import { toErrorEnvelope } from "../openai/upstream-error.ts";
import { sendJson } from "../http/send-json.ts";
import type { AnswerTap } from "./answer-tap.ts";
import { toFailure, UpstreamFailure, type FailureReason } from "./failure.ts";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface AttemptOptions {
  readonly response: ServerResponse;
  readonly firstByteMs: number;
  readonly stallMs: number;
  /** Sees what the caller gets of a good answer. */
  readonly tap: AnswerTap;
  /** Called when the first byte of a good answer arrives. */
  readonly onFirstByte: () => void;
  /** Called once, when nothing more will come; without a failure the whole answer is written. */
  readonly onEnd: (failure?: UpstreamFailure) => void;
}

/** An error answer is read whole, to be put in OpenAI's form; more of it than this is not worth reading. */
const longestErrorBytes = 64 * 1024;

/**
 * One request to one instance: relays the answer to the caller as it comes. Nothing is sent to the caller before the first
 * byte of a body, or the first event of a stream, is here; until then another instance may be tried. When the caller reads
 * slowly, the expert is paused.
 */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly #options: AttemptOptions;
  #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Headers = {};
  #events: EventSplitter | undefined;
  #errorBody: Buffer[] | undefined;
  #errorBytes = 0;
  #started = false;
  #ended = false;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.#timer = this.#failAfter(options.firstByteMs, "first_byte_timeout");
  }

  /** Gives up: the expert's connection is closed, which makes it stop working on the request. */
  fail(failure: UpstreamFailure): void {
    if (this.#ended) return;
    this.#end(failure);
    this.#controller?.abort(failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended) controller.abort(new UpstreamFailure("caller_left"));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    const type = String(headers["content-type"] ?? "");
    this.#status = status;
    this.#headers = headers;
    // That the expert does not know the gateway is no business of the caller's, whose key is good.
    if (status === 401 || status === 403) this.fail(new UpstreamFailure("invalid_response"));
    else if (status >= 400) this.#errorBody = [];
    else if (type.startsWith("text/event-stream")) this.#events = new EventSplitter();
    else if (status >= 300 || !type.startsWith("application/json")) this.fail(new UpstreamFailure("invalid_response"));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended) return;
    if (this.#errorBody !== undefined) {
      this.#errorBytes += chunk.length;
      if (this.#errorBytes <= longestErrorBytes) this.#errorBody.push(chunk);
      return;
    }
    const bytes = this.#events === undefined ? chunk : this.#events.push(chunk);
    if (bytes.length === 0) return;
    const progress = this.#events === undefined || !onlyComments(bytes);
    if (!this.#started) {
      if (!progress) return;
      this.#start();
    } else if (progress) this.#timer.refresh();
    this.#options.tap.push(bytes, this.#events !== undefined);
    if (!this.#options.response.write(bytes) && !controller.paused) this.#pause(controller);
  }

  onResponseEnd(): void {
    if (this.#ended) return;
    const { response } = this.#options;
    if (this.#errorBody !== undefined) this.#sendError(this.#errorBody);
    else if (this.#started) {
      this.#options.tap.end();
      response.end(this.#events?.rest());
    }
    this.#end(this.#started || this.#errorBody !== undefined ? undefined : new UpstreamFailure("invalid_response"));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#ended) this.#end(toFailure(error));
  }

  #start(): void {
    this.#started = true;
    this.#options.onFirstByte();
    const headers = this.#events === undefined ? jsonHeaders(this.#headers["content-length"]) : eventHeaders;
    this.#options.response.writeHead(this.#status, headers);
    this.#watchFor("stalled");
  }

  #pause(controller: Dispatcher.DispatchController): void {
    controller.pause();
    this.#watchFor("caller_stalled");
    this.#options.response.once("drain", () => {
      if (this.#ended) return;
      this.#watchFor("stalled");
      controller.resume();
    });
  }

  #sendError(chunks: readonly Buffer[]): void {
    const { response } = this.#options;
    const retryAfter = this.#headers["retry-after"] ?? (this.#status === 503 ? "5" : undefined);
    if (retryAfter !== undefined) response.setHeader("retry-after", retryAfter);
    sendJson(response, this.#status, toErrorEnvelope(this.#status, Buffer.concat(chunks).toString()));
  }

  #watchFor(reason: "stalled" | "caller_stalled"): void {
    clearTimeout(this.#timer);
    this.#timer = this.#failAfter(this.#options.stallMs, reason);
  }

  #failAfter(limitMs: number, reason: FailureReason): NodeJS.Timeout {
    return setTimeout(() => this.fail(new UpstreamFailure(reason)), limitMs);
  }

  #end(failure?: UpstreamFailure): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#options.onEnd(failure);
  }
}

const eventHeaders: OutgoingHttpHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache",
  "x-accel-buffering": "no",
};

/** The length goes along: by it a caller can tell that an answer was cut off. */
function jsonHeaders(length: string | string[] | undefined): OutgoingHttpHeaders {
  const type = { "content-type": "application/json" };
  return typeof length === "string" ? { ...type, "content-length": length } : type;
}
