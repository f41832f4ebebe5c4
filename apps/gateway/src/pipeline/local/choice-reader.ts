import { newId } from "../../api/shared/new-id.ts";
import { AnswerText } from "./answer-text.ts";
import { answerField, type CallableTool } from "./call-schema.ts";
import { schemaMismatch } from "./check-schema.ts";
import { firstBadCall, parseJson, readCall, writtenCalls, type Call } from "./read-calls.ts";
import { WrittenText } from "./written-text.ts";
import { isRecord, type Schema } from "./simplify-schema.ts";

/** What an expert's answer has to be turned into, and checked against. */
export type Expected =
  /** One call, written by a schema; or an answer, where that is allowed too, which may have a schema of its own. */
  | {
      readonly kind: "call";
      readonly tools: readonly CallableTool[];
      readonly mayAnswer: boolean;
      readonly answerSchema?: Schema;
    }
  /** Whatever the model does with its own template: text, and calls. */
  | { readonly kind: "native"; readonly tools: readonly CallableTool[] }
  /** JSON by a schema. `asItComes`: the grammar enforces all of it, so nothing has to wait for the check. */
  | { readonly kind: "json"; readonly schema: Schema; readonly asItComes: boolean };

/** Part of an answer's message; anything that is not named here is passed on. */
export interface Delta {
  readonly content?: unknown;
  readonly tool_calls?: unknown;
  readonly [name: string]: unknown;
}

export interface Bad {
  /** What the model wrote. */
  readonly text: string;
  /** A sentence without its full stop. */
  readonly because: string;
}

export interface Ended {
  /** What is still to be sent. */
  readonly delta: Delta | undefined;
  readonly finish: string;
}

/** Reads one choice of an answer, in pieces or whole: what can be sent at once, and at the end the calls. */
export class ChoiceReader {
  readonly #expected: Expected;
  readonly #answer = new AnswerText();
  readonly #written = new WrittenText();
  readonly #calls = new Map<number, { id: string; name: string; arguments: string }>();
  #text = "";

  constructor(expected: Expected) {
    this.#expected = expected;
  }

  /** The part of the delta that can be sent now; undefined if there is none. The same one if it is all of it. */
  push(delta: Delta): Delta | undefined {
    const { content, tool_calls: pieces, ...others } = delta;
    const text = typeof content === "string" ? content : "";
    if (Array.isArray(pieces)) for (const piece of pieces) this.#gather(piece);
    this.#text += text;
    const now = this.#shown(text);
    if (now === text && pieces === undefined) return delta;
    const rest = { ...others, ...(now !== "" ? { content: now } : "role" in others ? { content: null } : {}) };
    return Object.keys(rest).length === 0 ? undefined : rest;
  }

  #shown(text: string): string {
    switch (this.#expected.kind) {
      case "json":
        return this.#expected.asItComes ? text : "";
      case "native":
        return this.#written.push(text);
      case "call":
        return this.#expected.mayAnswer && this.#expected.answerSchema === undefined ? this.#answer.push(text) : "";
    }
  }

  /** What remains at the end; or what is wrong, if it is not what was asked for. `cut`: the answer reached its limit. */
  end(finish: string): Ended | Bad {
    switch (this.#expected.kind) {
      case "json":
        return this.#endOfJson(this.#expected, finish);
      case "native":
        return this.#endOfNative(this.#expected.tools, finish);
      case "call":
        return this.#endOfCall(this.#expected, finish);
    }
  }

  #endOfJson({ schema, asItComes }: Expected & { kind: "json" }, finish: string): Ended | Bad {
    const delta = asItComes || this.#text === "" ? undefined : { content: this.#text };
    if (finish !== "stop") return { delta, finish };
    const value = parseJson(this.#text);
    const because =
      value === undefined
        ? "The answer is no JSON"
        : said("The answer does not match the schema", schemaMismatch(schema, value));
    return because === undefined ? { delta, finish } : { text: this.#text, because };
  }

  #endOfNative(tools: readonly CallableTool[], finish: string): Ended | Bad {
    const held = this.#written.rest();
    if (this.#calls.size === 0) {
      const calls = held === "" || finish === "length" ? undefined : writtenCalls(held, tools);
      if (calls !== undefined) return asCalls(calls);
      return { delta: held === "" ? undefined : { content: held }, finish };
    }
    return this.#ownCalls(tools, held, finish);
  }

  /** Calls by the model's own template. */
  #ownCalls(tools: readonly CallableTool[], text: string, finish: string): Ended | Bad {
    const calls = [...this.#calls.values()];
    // An answer that reached its limit may end in the middle of a call.
    const bad = finish === "length" ? undefined : firstBadCall(calls, tools);
    if (bad !== undefined) return { text: spoken(bad.call), because: bad.because };
    return { delta: { ...(text === "" ? {} : { content: text }), tool_calls: calls.map(toToolCall) }, finish };
  }

  #endOfCall({ tools, mayAnswer, answerSchema }: Expected & { kind: "call" }, finish: string): Ended | Bad {
    if (this.#calls.size > 0) return this.#ownCalls(tools, this.#text, finish);
    if (this.#answer.begun || finish !== "stop") return { delta: undefined, finish };
    const value = parseJson(this.#text);
    if (mayAnswer && isRecord(value) && Object.hasOwn(value, answerField)) {
      const { [answerField]: answer } = value;
      const because = said("The answer does not match the schema", schemaMismatch(answerSchema, answer));
      return because === undefined
        ? { delta: { content: JSON.stringify(answer) }, finish }
        : { text: this.#text, because };
    }
    const call = readCall(this.#text);
    if (call === undefined) return { text: this.#text, because: "The answer is no call of a tool" };
    const bad = firstBadCall([call], tools);
    return bad === undefined ? asCalls([call]) : { text: this.#text, because: bad.because };
  }

  #gather(piece: unknown): void {
    if (typeof piece !== "object" || piece === null) return;
    const { index = 0, id, function: called } = piece as { index?: number; id?: string; function?: Partial<Call> };
    const call = this.#calls.get(index) ?? { id: "", name: "", arguments: "" };
    call.id ||= id ?? "";
    call.name += called?.name ?? "";
    call.arguments += called?.arguments ?? "";
    this.#calls.set(index, call);
  }
}

const said = (what: string, wrong: string | undefined): string | undefined =>
  wrong === undefined ? undefined : `${what}: ${wrong}`;

const spoken = ({ name, arguments: given }: Call): string => `{"name": ${JSON.stringify(name)}, "arguments": ${given}}`;

const asCalls = (calls: readonly Call[]): Ended => ({
  delta: { tool_calls: calls.map((call, index) => toToolCall({ id: "", ...call }, index)) },
  finish: "tool_calls",
});

const toToolCall = ({ id, name, arguments: given }: Call & { readonly id: string }, index: number): object => ({
  index,
  id: id || newId("call"),
  type: "function",
  function: { name, arguments: given },
});
