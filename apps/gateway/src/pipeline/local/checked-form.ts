import { eventData } from "@hearth/service/http/event-data.ts";
import { plainForm } from "../../api/openai/plain-form.ts";
import { ApiError, type ErrorEnvelope } from "../../domain/api-error.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import type { Usage } from "../../domain/usage.ts";
import { ChoiceReader, type Bad, type Delta, type Ended, type Expected } from "./choice-reader.ts";
import { isRecord, type Schema } from "./simplify-schema.ts";
import { without } from "./without.ts";

export interface Check {
  readonly expected: Expected;
  /** The request that asks to mend a bad answer. Absent: there is no second attempt. */
  readonly repair?: (bad: Bad) => { readonly body: Buffer; readonly expected: Expected };
  /** The form of the caller's API, which gets the checked answer. */
  readonly inner: AnswerForm | undefined;
}

/** While an answer is held back, a comment is sent this often, so that nobody takes the silence for an end. */
const commentMs = 10_000;
const nothing = Buffer.alloc(0);

/**
 * Makes calls of what an expert wrote by a schema, and checks calls and JSON against the caller's own schemas. A bad answer is asked
 * for once more; if that is bad too, the caller gets an error that says why. Text passes as it comes; calls are held until their end.
 */
export class CheckedForm implements AnswerForm {
  readonly lines: boolean;
  readonly gathers: boolean;
  readonly usage?: () => Partial<Usage> | undefined;
  readonly failed?: (envelope: ErrorEnvelope) => string;
  readonly #check: Check;
  readonly #inner: AnswerForm;
  #expected: Expected;
  #readers = new Map<number, ChoiceReader>();
  #again: Buffer | undefined;
  #repaired = false;
  #broken = false;
  /** Of the first attempt: its events, and usage. */
  #first: { readonly id: unknown; readonly usage: unknown } | undefined;
  #id: unknown;
  #usage: unknown;
  #sentMs = performance.now();

  constructor(check: Check) {
    this.#check = check;
    this.#expected = check.expected;
    const inner = (this.#inner = check.inner ?? plainForm);
    this.lines = inner.lines === true;
    this.gathers = inner.gathers === true;
    if (inner.usage !== undefined) this.usage = () => inner.usage?.();
    if (inner.failed !== undefined) this.failed = (envelope) => inner.failed?.(envelope) ?? "";
  }

  get unfinished(): boolean {
    return this.#again !== undefined;
  }

  again(): Buffer {
    const body = this.#again ?? nothing;
    this.#again = undefined;
    this.#repaired = true;
    this.#readers = new Map();
    this.#first = { id: this.#id, usage: this.#usage };
    return body;
  }

  whole(answer: Buffer): Buffer {
    const value = parseAnswer(answer.toString());
    this.#usage = value["usage"];
    const choices = listOf(value["choices"]).map((choice) => this.#wholeChoice(choice));
    if (this.#again !== undefined) return nothing;
    const { usage } = value;
    const made = { ...value, choices, ...(isRecord(usage) ? { usage: summed(this.#first?.usage, usage) } : {}) };
    return this.#inner.whole(Buffer.from(JSON.stringify(made)));
  }

  events(events: Buffer): Buffer {
    let out = "";
    for (const data of eventData(events)) out += this.#event(data);
    const sent = out === "" ? nothing : this.#inner.events(Buffer.from(out));
    const now = performance.now();
    if (sent.length > 0) this.#sentMs = now;
    if (sent.length > 0 || now - this.#sentMs < commentMs || this.lines || this.gathers) return sent;
    this.#sentMs = now;
    return Buffer.from(": the expert is writing\n\n");
  }

  end(): Buffer {
    if (this.#again !== undefined) return nothing;
    return this.#inner.end();
  }

  #event(data: string): string {
    if (this.#broken) return "";
    if (data === "[DONE]") return this.#again === undefined ? toData(data) : "";
    const chunk = parseAnswer(data);
    if (chunk["error"] !== undefined) {
      this.#broken = true;
      return toData(data);
    }
    this.#id ??= chunk["id"];
    if (isRecord(chunk["usage"])) this.#usage = chunk["usage"];
    if (this.#again !== undefined) return "";
    const before = listOf(chunk["choices"]);
    const choices = before.flatMap((choice) => this.#pieces(choice));
    if (this.unfinished || (choices.length === 0 && before.length > 0)) return "";
    const isSame = choices.length === before.length && choices.every((choice, at) => choice === before[at]);
    if (isSame && this.#first === undefined) return toData(data);
    const usage = isRecord(chunk["usage"]) ? { usage: summed(this.#first?.usage, chunk["usage"]) } : {};
    const id = this.#first === undefined ? {} : { id: this.#first.id };
    // Clients read the first choice of a chunk only.
    const chunks = choices.length === 0 ? [{ ...usage, choices }] : choices.map((choice) => ({ choices: [choice] }));
    return chunks.map((each) => toData(JSON.stringify({ ...chunk, ...id, ...usage, ...each }))).join("");
  }

  /** What is sent of one choice's piece; the same object if it is all of it. */
  #pieces(choice: Schema): readonly Schema[] {
    const { index, delta, finish_reason: finish } = choice;
    const reader = this.#reader(index);
    const asked = isRecord(delta) ? delta : {};
    const now = this.#withoutRole(reader.push(asked));
    if (typeof finish !== "string") {
      if (now === asked) return [choice];
      return now === undefined ? [] : [{ ...choice, delta: now, logprobs: null }];
    }
    const ended = this.#ended(reader.end(finish));
    if (ended === undefined) return [];
    if (now === asked && ended.delta === undefined && ended.finish === finish) return [choice];
    const last = [now, ended.delta].filter((one) => one !== undefined && Object.keys(one).length > 0);
    return [
      ...last.map((one) => ({ ...choice, delta: one, logprobs: null, finish_reason: null })),
      { ...choice, delta: {}, logprobs: null, finish_reason: ended.finish },
    ];
  }

  /** The second attempt goes on with the message that the first began. */
  #withoutRole(delta: Delta | undefined): Delta | undefined {
    if (delta === undefined || this.#first === undefined || !("role" in delta)) return delta;
    const others = without(delta, "role");
    return Object.values(others).every((value) => value === null) ? undefined : others;
  }

  #wholeChoice(choice: Schema): Schema {
    const { message, finish_reason: finish, index } = choice;
    if (!isRecord(message)) return choice;
    const reader = this.#reader(index);
    const calls = listOf(message["tool_calls"]).map((call, at) => ({ index: at, ...call }));
    const text = without(message, "tool_calls");
    const now = reader.push(calls.length === 0 ? text : { ...text, tool_calls: calls });
    const ended = this.#ended(reader.end(typeof finish === "string" ? finish : "stop"));
    if (ended === undefined) return choice;
    const { tool_calls: made, content: more } = ended.delta ?? {};
    const content = `${asText(now?.["content"])}${asText(more)}`;
    const isSame = made === undefined && content === asText(message["content"]) && ended.finish === finish;
    if (isSame) return choice;
    const unnumbered = listOf(made).map((call) => without(call, "index"));
    return {
      ...choice,
      message: {
        ...text,
        content: content === "" && unnumbered.length > 0 ? null : content,
        ...(unnumbered.length === 0 ? {} : { tool_calls: unnumbered }),
      },
      logprobs: null,
      finish_reason: ended.finish,
    };
  }

  #reader(index: unknown): ChoiceReader {
    const at = typeof index === "number" ? index : 0;
    const reader = this.#readers.get(at) ?? new ChoiceReader(this.#expected);
    this.#readers.set(at, reader);
    return reader;
  }

  /** Undefined: it is asked for again. Throws ApiError `unfit_answer` if that is done already. */
  #ended(ended: Ended | Bad): Ended | undefined {
    if (!("because" in ended)) return ended;
    const { repair } = this.#check;
    if (repair === undefined || this.#repaired) throw unfit(ended.because, this.#repaired);
    const { body, expected } = repair(ended);
    this.#again = body;
    this.#expected = expected;
    return undefined;
  }
}

const unfit = (because: string, twice: boolean): ApiError =>
  new ApiError(
    "unfit_answer",
    `The model's answer cannot be used${twice ? ", even after a second attempt" : ""}. ${because}. Try a larger model or a simpler schema.`,
  );

function parseAnswer(text: string): Schema {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // The same error as for anything else that is no answer.
  }
  throw new ApiError("expert_failed", "The expert sent an invalid answer.");
}

const listOf = (value: unknown): readonly Schema[] =>
  Array.isArray(value) ? (value as readonly unknown[]).filter(isRecord) : [];
const asText = (value: unknown): string => (typeof value === "string" ? value : "");
const toData = (data: string): string => `data: ${data}\n\n`;

/** Both attempts are paid for. */
function summed(first: unknown, second: Schema): Schema {
  if (!isRecord(first)) return second;
  const sum = (name: string): number => Number(first[name] ?? 0) + Number(second[name] ?? 0);
  return {
    ...second,
    prompt_tokens: sum("prompt_tokens"),
    completion_tokens: sum("completion_tokens"),
    total_tokens: sum("total_tokens"),
  };
}
