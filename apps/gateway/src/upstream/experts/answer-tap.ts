import { withoutCounters } from "../../api/shared/without-counters.ts";
import type { Usage } from "../../domain/usage.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import { readUsage } from "./read-usage.ts";

/** Enough for the last events of a stream or the end of an answer. */
const tailBytes = 4_096;
/** An answer larger than this is not kept for the cache. */
const maxKeptBytes = 2 ** 20;

/** Observes an answer on its way to the caller without changing it. Keeps the first piece and the last few, or all of them for the cache. */
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

  /** `onGap` gets the time between two pieces of a stream; `form` may count the usage itself. */
  constructor(keep: boolean, onGap?: (gapMs: number) => void, form?: Pick<AnswerForm, "gathers" | "usage">) {
    // A gathered answer passes here as a stream, not as the caller asked for it, so it is not kept.
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
    const most = this.#keep ? maxKeptBytes : tailBytes;
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

  /** Marks the answer as complete. */
  end(): void {
    this.#whole = true;
  }

  /** The answer's usage: as it reports it, else one token per event of the stream and the estimate for the prompt. */
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

  /** The whole answer; undefined if it was not to be kept, is incomplete or too large. */
  body(): Buffer | undefined {
    return this.#keep && this.#whole && !this.#shortened ? withoutCounters(Buffer.concat(this.#pieces)) : undefined;
  }
}

function countEvents(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf("\n\n"); at !== -1; at = bytes.indexOf("\n\n", at + 2)) count += 1;
  return count;
}
