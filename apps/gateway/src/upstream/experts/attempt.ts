import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import { EventSplitter } from "../../api/shared/event-splitter.ts";
import { onlyComments } from "../../api/shared/only-comments.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import type { AnswerTap } from "./answer-tap.ts";
import { toFailure } from "./to-failure.ts";
import { toRefusal, UpstreamFailure, type ErrorAnswer } from "../../domain/failure.ts";
import { ShapedAnswer } from "./shaped-answer.ts";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface AttemptOptions {
  readonly response: ServerResponse;
  /** Silence after which the expert counts as failed, unless it is still working: before the first byte, and after it. */
  readonly firstByteMs: number;
  readonly stallMs: number;
  /** Whether the expert, silent for so long, still works; takes at most so long. */
  readonly isWorking: (limitMs: number) => Promise<boolean>;
  /** Until the first byte of a stream, a comment is sent to the caller this often. Absent: none. */
  readonly commentMs: number | undefined;
  /** Time left until the request's deadline. */
  readonly leftMs: number;
  /** Observes the bytes of a good answer. */
  readonly tap: AnswerTap;
  /** Translates the answer; absent: it is passed on byte for byte. */
  readonly form: AnswerForm | undefined;
  /** Accept answers of other types than JSON and event streams. */
  readonly anyType: boolean;
  /** Called when the first byte of a good answer arrives. */
  readonly onFirstByte: () => void;
  /** Called once, at the end. Without a failure the whole answer has been written, unless its form is unfinished. */
  readonly onEnd: (failure?: UpstreamFailure) => void;
}

type Silence = "first_byte_timeout" | "stalled" | "caller_stalled";

/** A silent expert that works is looked at this often. */
const maxLookMs = 15_000;

/** Error answers are read up to this size, to be translated into the API's form. */
const maxErrorBytes = 64 * 1024;

/**
 * One request to one instance: relays the answer to the caller as it arrives. Until the first byte of a body or the first event of
 * a stream, nothing is sent to the caller, so another instance may still be tried; error answers are never relayed. When the caller
 * reads slowly, the expert is paused.
 */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly #options: AttemptOptions;
  readonly #deadline: NodeJS.Timeout;
  readonly #comments: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Headers = {};
  #events: EventSplitter | undefined;
  readonly #shape: ShapedAnswer;
  #errorBody: Buffer[] | undefined;
  #errorBytes = 0;
  #firstByte = false;
  #ended = false;
  /** Counts the signs of life, to know whether there was one while the expert was looked at. */
  #signs = 0;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.#shape = new ShapedAnswer(options.form);
    this.#timer = this.#lookAfter(options.firstByteMs, "first_byte_timeout");
    this.#deadline = setTimeout(() => this.fail(new UpstreamFailure("deadline")), options.leftMs);
    if (options.commentMs !== undefined) this.#comments = setInterval(() => this.#comment(), options.commentMs);
  }

  /** Gives up and closes the expert's connection, which makes it stop working on the request. */
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
    // 401 and 403 concern the gateway's credentials, not the caller's, so they become a 502.
    if (status === 401 || status === 403) this.fail(new UpstreamFailure("invalid_response"));
    else if (status >= 400) this.#errorBody = [];
    // No compressed answer was asked for; relaying it would drop the header that says so.
    else if (headers["content-encoding"] !== undefined) this.fail(new UpstreamFailure("invalid_response"));
    else if (type.startsWith("text/event-stream")) this.#events = new EventSplitter();
    else if (status >= 300 || !(type.startsWith("application/json") || this.#options.anyType)) {
      this.fail(new UpstreamFailure("invalid_response"));
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended) return;
    if (this.#errorBody !== undefined) {
      this.#errorBytes += chunk.length;
      if (this.#errorBytes <= maxErrorBytes) this.#errorBody.push(chunk);
      return;
    }
    const bytes = this.#events === undefined ? chunk : this.#events.push(chunk);
    if (bytes.length > 0) this.#relay(controller, bytes);
  }

  onResponseEnd(): void {
    if (this.#ended) return;
    if (this.#errorBody !== undefined) this.#end(toRefusal(this.#errorAnswer(this.#errorBody)));
    else if (!this.#firstByte) this.#end(new UpstreamFailure("invalid_response"));
    else if (this.#finish()) this.#end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#ended) this.#end(toFailure(error));
  }

  #relay(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    const events = this.#events !== undefined;
    // Comments are passed on but do not count as progress; see only-comments.ts.
    if (events && onlyComments(bytes)) {
      if (this.#options.response.headersSent && this.#options.form?.lines !== true) this.#write(controller, bytes);
      return;
    }
    this.#noteBytes(bytes, events);
    const shaped = this.#options.form === undefined ? bytes : this.#shaped(() => this.#shape.push(bytes, events));
    if (shaped !== undefined && shaped.length > 0) this.#write(controller, shaped);
  }

  #noteBytes(bytes: Buffer, events: boolean): void {
    this.#options.tap.push(bytes, events);
    this.#signs += 1;
    if (this.#firstByte) {
      this.#timer.refresh();
      return;
    }
    this.#firstByte = true;
    clearInterval(this.#comments);
    this.#options.onFirstByte();
    this.#watchFor("stalled");
  }

  #write(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    const { response } = this.#options;
    if (!response.headersSent) response.writeHead(this.#status, this.#answerHeaders());
    if (!response.write(bytes) && !controller.paused) this.#pause(controller);
  }

  #answerHeaders(): OutgoingHttpHeaders {
    if (this.#options.form?.gathers === true) return jsonHeaders;
    if (this.#options.form?.lines === true && this.#events !== undefined) return lineHeaders;
    if (this.#events !== undefined) return eventHeaders;
    const { "content-type": type, "content-length": length } = this.#headers;
    const json = String(type).startsWith("application/json");
    const headers = { "content-type": json ? "application/json" : String(type) };
    // Keep the length: it lets a caller detect that an answer was cut off.
    return typeof length === "string" && this.#options.form === undefined
      ? { ...headers, "content-length": length }
      : headers;
  }

  /** Writes the end of the answer. False: it could not be translated, and the attempt has failed. */
  #finish(): boolean {
    const { response, tap } = this.#options;
    tap.end();
    const rest = this.#events?.rest() ?? empty;
    const last = this.#shaped(() => this.#shape.end(rest, this.#events !== undefined));
    if (last === undefined) return false;
    if (this.#options.form?.unfinished === true) return true;
    // Nothing of the answer has been sent, so this is all of it.
    if (!response.headersSent) {
      response.writeHead(this.#status, { ...this.#answerHeaders(), "content-length": last.length });
    }
    // As a string, so that it goes out with the head in one piece.
    response.end(last.toString("latin1"), "latin1");
    return true;
  }

  /** Undefined: the expert's answer breaks its API, and the attempt has failed. */
  #shaped(shape: () => Buffer): Buffer | undefined {
    try {
      return shape();
    } catch (cause) {
      this.fail(isUnfit(cause) ? unfitAnswer(cause) : new UpstreamFailure("invalid_response", { cause }));
      return undefined;
    }
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

  #errorAnswer(chunks: readonly Buffer[]): ErrorAnswer {
    const retryAfter = this.#headers["retry-after"] ?? (this.#status === 503 ? "5" : undefined);
    return {
      status: this.#status,
      body: Buffer.concat(chunks).toString(),
      retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
    };
  }

  /** Keeps proxies and impatient clients from giving up while the expert reads a long prompt. */
  #comment(): void {
    const { response } = this.#options;
    if (response.writableNeedDrain) return;
    if (!response.headersSent) response.writeHead(200, eventHeaders);
    response.write(": the expert is reading\n\n");
  }

  #watchFor(reason: Silence): void {
    this.#signs += 1;
    clearTimeout(this.#timer);
    this.#timer = this.#lookAfter(this.#options.stallMs, reason);
  }

  #lookAfter(silenceMs: number, reason: Silence): NodeJS.Timeout {
    return setTimeout(() => void this.#look(reason), silenceMs);
  }

  /** The expert has been silent for long: it may read a long prompt, or hang. */
  async #look(reason: Silence): Promise<void> {
    const silenceMs = reason === "stalled" ? this.#options.stallMs : this.#options.firstByteMs;
    const signs = this.#signs;
    const works = reason !== "caller_stalled" && (await this.#options.isWorking(silenceMs));
    if (this.#ended || this.#signs !== signs) return;
    if (works) this.#timer = this.#lookAfter(Math.min(silenceMs, maxLookMs), reason);
    else this.fail(new UpstreamFailure(reason));
  }

  #end(failure?: UpstreamFailure): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    clearInterval(this.#comments);
    this.#options.onEnd(failure);
  }
}

const empty = Buffer.alloc(0);

/** The model's fault, not that of the expert's server: no breaker counts it, and the caller learns what was wrong. */
const isUnfit = (thrown: unknown): thrown is ApiError => thrown instanceof ApiError && thrown.code === "unfit_answer";

const unfitAnswer = (error: ApiError): UpstreamFailure =>
  new UpstreamFailure("refused", {
    answer: { status: error.status, body: JSON.stringify(error), retryAfter: undefined },
  });

const jsonHeaders: OutgoingHttpHeaders = { "content-type": "application/json" };
export const lineHeaders: OutgoingHttpHeaders = {
  "content-type": "application/x-ndjson",
  "cache-control": "no-cache",
  "x-accel-buffering": "no",
};

export const eventHeaders: OutgoingHttpHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache",
  "x-accel-buffering": "no",
};
