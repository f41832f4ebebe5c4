import { answerField } from "./call-schema.ts";

const beginning = new RegExp(String.raw`^\s*\{\s*"${answerField}"\s*:\s*"`);
/** A cut escape, or the first half of a pair of them. */
const cut = /\\(?:u[0-9a-fA-F]{0,3}|u[dD][89abAB][0-9a-fA-F]{2}(?:\\(?:u[0-9a-fA-F]{0,3})?)?)?$/;

/** Reads the text of `{"answer": "TEXT"}` while the model writes it. */
export class AnswerText {
  #raw = "";
  #begun = false;
  #ended = false;

  /** Whether it is an answer, as far as it is written. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Takes the next piece of the JSON; returns the next piece of the answer. */
  push(json: string): string {
    if (this.#ended) return "";
    this.#raw += json;
    if (!this.#begun) {
      const [found] = beginning.exec(this.#raw) ?? [];
      if (found === undefined) return "";
      this.#begun = true;
      this.#raw = this.#raw.slice(found.length);
    }
    const end = endOfString(this.#raw);
    const whole = end === -1 ? this.#raw.slice(0, this.#raw.length - cutLength(this.#raw)) : this.#raw.slice(0, end);
    this.#ended = end !== -1;
    this.#raw = this.#raw.slice(whole.length);
    return JSON.parse(`"${whole}"`) as string;
  }
}

function endOfString(raw: string): number {
  for (let at = 0; at < raw.length; at += 1) {
    if (raw[at] === "\\") at += 1;
    else if (raw[at] === '"') return at;
  }
  return -1;
}

/** How much of the end has to wait for more. A backslash that is itself escaped does not. */
function cutLength(raw: string): number {
  const found = cut.exec(raw);
  if (found === null) return 0;
  const before = /\\*$/.exec(raw.slice(0, found.index))?.[0].length ?? 0;
  return before % 2 === 1 ? 0 : found[0].length;
}
