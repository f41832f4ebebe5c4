import type { AnswerForm } from "../pipeline/answer-form.ts";

/** A whole answer that has to be put into another form is held; more of it than this no model writes. */
const longestHeldBytes = 2 ** 25;

/** An expert's bytes on their way to the caller: as they are, or in the form of another API. */
export class ShapedAnswer {
  readonly #form: AnswerForm | undefined;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(form: AnswerForm | undefined) {
    this.#form = form;
  }

  /** Nothing of a whole answer can be sent before its end, so its head has to wait as well. */
  holds(events: boolean): boolean {
    return this.#form !== undefined && !events;
  }

  /** What can be sent now; may be empty. Throws where the expert's answer is not what its API promises. */
  push(bytes: Buffer, events: boolean): Buffer {
    if (this.#form === undefined) return bytes;
    if (events) return this.#form.events(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > longestHeldBytes) throw new Error("a whole answer without end");
    this.#held.push(bytes);
    return Buffer.alloc(0);
  }

  /** What is sent last; `rest` are bytes of a stream after its last whole event. Throws as `push` does. */
  end(rest: Buffer, events: boolean): Buffer {
    if (this.#form === undefined) return rest;
    if (!events) return this.#form.whole(Buffer.concat(this.#held));
    return Buffer.concat([this.#form.events(rest), this.#form.end()]);
  }
}
