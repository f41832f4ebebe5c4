/*
 * Some models (Qwen2.5-Coder) write a call as JSON, mostly in a code fence. What may become a call is held back until that is clear;
 * all other text passes as it comes.
 */

/** The beginning of a code fence with JSON, as far as it is written. */
const fence = /^(?:`{1,2}$|```[a-z_]*$|```(?:json|tool_calls?|tool_code|tools?)?\s*(?:$|[[{]))/;
/** The same, or JSON without a fence: only at the beginning of an answer. */
const beginning = /^\s*(?:$|[[{]|`)/;

/** What is longer is passed on as text. */
const maxHeld = 65_536;

export class WrittenText {
  #held = "";
  #midLine = false;
  #begun = false;

  /** Takes the next piece of text; returns what can be sent. */
  push(text: string): string {
    this.#held += text;
    let sent = "";
    while (this.#held !== "" && (this.#midLine || !this.#mayBeCall())) {
      const end = this.#held.indexOf("\n") + 1;
      const line = end === 0 ? this.#held : this.#held.slice(0, end);
      sent += line;
      this.#held = this.#held.slice(line.length);
      this.#midLine = end === 0;
      this.#begun = true;
    }
    return sent;
  }

  /** What was held back. */
  rest(): string {
    return this.#held;
  }

  #mayBeCall(): boolean {
    const held = this.#held;
    if (held.length > maxHeld) return false;
    if (!this.#begun && !beginning.test(held)) return false;
    const from = this.#begun ? held : held.trimStart();
    if (!from.startsWith("`")) return !this.#begun;
    const close = from.indexOf("\n```", 3);
    return fence.test(from) && (close === -1 || from.slice(close + 4).trim() === "");
  }
}
