import type { AnswerForm } from "../../domain/answer-form.ts";

/** A whole answer that has to be put into another form is held; more of it than this no model writes. */
const longestHeldBytes = 32 * 2 ** 20;
const nothing = Buffer.alloc(0);

/** An expert's bytes on their way to the caller: as they are, or in the form of another API. */
export class ShapedAnswer {
  readonly #form: AnswerForm | undefined;
  readonly #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(form: AnswerForm | undefined) {
    this.#form = form;
  }

  /** What can be sent now; may be empty. Throws where the expert's answer is not what its API promises. */
  push(bytes: Buffer, events: boolean): Buffer {
    if (this.#form === undefined) return bytes;
    if (events) return this.#form.events(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > longestHeldBytes) throw new Error("the answer is too long to be put into another form");
    this.#held.push(bytes);
    return nothing;
  }

  /** What is sent last; `rest` are bytes of a stream after its last whole event. Throws as `push` does. */
  end(rest: Buffer, events: boolean): Buffer {
    if (this.#form === undefined) return rest;
    return events
      ? Buffer.concat([this.#form.events(rest), this.#form.end()])
      : this.#form.whole(Buffer.concat(this.#held));
  }
}
