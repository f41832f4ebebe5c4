import type { Dispatcher } from "undici";
import { EventSplitter } from "../../api/shared/event-splitter.ts";
import { UpstreamFailure } from "../../domain/failure.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";

type Handler = Dispatcher.DispatchHandler;
type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Handler["onResponseStart"]>>[2];

/** Largest unstreamed answer that is translated. */
const maxBytes = 16 * 2 ** 20;

/** A dispatcher handler that translates a provider's answer into an expert's form. Error answers pass unchanged. */
export class TranslatedAnswer implements Handler {
  readonly #handler: Handler;
  readonly #form: AnswerForm;
  #kind: "error" | "events" | "whole" = "error";
  readonly #splitter = new EventSplitter();
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(handler: Handler, form: AnswerForm) {
    this.#handler = handler;
    this.#form = form;
  }

  onRequestStart(controller: Controller, context: unknown): void {
    this.#handler.onRequestStart?.(controller, context);
  }

  // eslint-disable-next-line @typescript-eslint/max-params -- undici's interface.
  onResponseStart(controller: Controller, status: number, headers: Headers, message?: string): void {
    if (status >= 200 && status < 300) {
      const events = String(headers["content-type"]).startsWith("text/event-stream");
      this.#kind = events ? "events" : "whole";
    }
    const shown = { ...headers };
    if (this.#kind !== "error") delete shown["content-length"];
    this.#handler.onResponseStart?.(controller, status, shown, message);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#kind === "error") this.#handler.onResponseData?.(controller, chunk);
    else if (this.#kind === "whole") this.#collect(controller, chunk);
    else this.#hand(controller, () => this.#form.events(this.#splitter.push(chunk)));
  }

  onResponseEnd(controller: Controller, trailers: Parameters<NonNullable<Handler["onResponseEnd"]>>[1]): void {
    const whole =
      this.#kind === "error" ||
      this.#hand(controller, () =>
        this.#kind === "whole"
          ? this.#form.whole(Buffer.concat(this.#pieces))
          : Buffer.concat([this.#form.events(this.#splitter.rest()), this.#form.end()]),
      );
    if (whole) this.#handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Controller, error: Error): void {
    this.#handler.onResponseError?.(controller, error);
  }

  #collect(controller: Controller, chunk: Buffer): void {
    this.#pieces.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > maxBytes) controller.abort(new UpstreamFailure("invalid_response"));
  }

  /** False: the answer cannot be translated, and the request was aborted. */
  #hand(controller: Controller, translate: () => Buffer): boolean {
    try {
      const bytes = translate();
      if (bytes.length > 0) this.#handler.onResponseData?.(controller, bytes);
      return true;
    } catch (cause) {
      const failure = new UpstreamFailure("invalid_response", { cause });
      this.#handler.onResponseError?.(controller, failure);
      controller.abort(failure);
      return false;
    }
  }
}
