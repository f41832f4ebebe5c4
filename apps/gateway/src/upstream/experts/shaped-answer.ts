import { withoutCounters } from "../../api/shared/without-counters.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";

/** An unstreamed answer is held in memory to be translated; no model writes more than this. */
const maxHeldBytes = 32 * 2 ** 20;
const nothing = Buffer.alloc(0);

/**
 * An expert's bytes on their way to the caller: unchanged, or in the form of an API, which never has the counters that would tell
 * of other callers' prompts.
 */
export class ShapedAnswer {
  readonly #form: AnswerForm | undefined;
  readonly #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(form: AnswerForm | undefined) {
    this.#form = form;
  }

  /** What can be sent now; may be empty. Throws if the expert's answer breaks its API. */
  push(bytes: Buffer, events: boolean): Buffer {
    if (this.#form === undefined) return bytes;
    if (events) return this.#form.events(withoutCounters(bytes));
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > maxHeldBytes) throw new Error("the answer is too long to translate");
    this.#held.push(bytes);
    return nothing;
  }

  #heldAsOne(): Buffer {
    const [first = nothing, ...others] = this.#held;
    return others.length === 0 ? first : Buffer.concat(this.#held);
  }

  /** The last bytes to send; `rest` is what follows a stream's last whole event. Throws like `push`. */
  end(rest: Buffer, events: boolean): Buffer {
    if (this.#form === undefined) return rest;
    return events
      ? Buffer.concat([this.#form.events(withoutCounters(rest)), this.#form.end()])
      : this.#form.whole(withoutCounters(this.#heldAsOne()));
  }
}
