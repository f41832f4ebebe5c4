import type { Usage } from "../../domain/usage.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import { readUsage } from "./read-usage.ts";

/** Enough for the last events of a stream, or for the end of an answer. */
const tailBytes = 4_096;
/** An answer larger than this is not kept for the cache. */
const longestKeptBytes = 2 ** 20;

/** What passes by on its way to the caller: looked at, never changed. Holds the first piece and the last few, or all where they are wanted. */
export class AnswerTap {
  readonly #keep: boolean;
  readonly #onGap: ((gapMs: number) => void) | undefined;
  readonly #form: Pick<AnswerForm, "gathers" | "usage"> | undefined;
  #lastMs: number | undefined;
  #head: Buffer | undefined;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #events = 0;
  #whole = false;

  /** `onGap` is told the time from one piece of a stream to the next; `form` may count itself. */
  constructor(keep: boolean, onGap?: (gapMs: number) => void, form?: Pick<AnswerForm, "gathers" | "usage">) {
    // Kept are answers as they are asked for.
    this.#keep = keep && form?.gathers !== true;
    this.#onGap = onGap;
    this.#form = form;
  }

  push(bytes: Buffer, events: boolean): void {
    this.#head ??= bytes;
    this.#pieces.push(bytes);
    this.#bytes += bytes.length;
    if (events) {
      this.#events += countEvents(bytes);
      this.#noteGap();
    }
    const most = this.#keep ? longestKeptBytes : tailBytes;
    while (this.#pieces.length > 1 && this.#bytes - (this.#pieces[0]?.length ?? 0) >= most) {
      this.#bytes -= this.#pieces.shift()?.length ?? 0;
      this.#shortened = true;
    }
  }

  #shortened = false;

  #noteGap(): void {
    if (this.#onGap === undefined) return;
    const now = performance.now();
    if (this.#lastMs !== undefined) this.#onGap(now - this.#lastMs);
    this.#lastMs = now;
  }

  /** The answer has come to its end. */
  end(): void {
    this.#whole = true;
  }

  /** What the answer took: as it says itself, else a token for each event of the stream, and the estimate for the prompt. */
  usage(estimatedPromptTokens: number): Usage {
    const { promptTokens, completionTokens } = this.#form?.usage?.() ?? this.#said();
    return {
      promptTokens: promptTokens ?? estimatedPromptTokens,
      completionTokens: completionTokens ?? this.#events,
    };
  }

  #said(): Partial<Usage> {
    const head = this.#head?.subarray(0, tailBytes).toString("latin1") ?? "";
    return readUsage(head, Buffer.concat(this.#pieces).subarray(-tailBytes).toString("latin1"));
  }

  /** The whole answer; undefined where it was not to be kept, is not whole or too large. */
  body(): Buffer | undefined {
    return this.#keep && this.#whole && !this.#shortened ? Buffer.concat(this.#pieces) : undefined;
  }
}

function countEvents(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf("\n\n"); at !== -1; at = bytes.indexOf("\n\n", at + 2)) count += 1;
  return count;
}
