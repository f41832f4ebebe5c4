import { ApiError } from "../../domain/api-error.ts";
import type { AnswerFrame, SeveralChoice, SeveralDelta, SeveralUsage, ToolCallPiece } from "./several-chunk.ts";

/** No model writes a longer answer. */
const maxGatheredCharacters = 32 * 2 ** 20;

interface Gathered {
  readonly index: number;
  text: string | undefined;
  message: Message | undefined;
  logprobs: Record<string, unknown> | null;
  finish_reason: string | null;
}

interface Message {
  content: string;
  reasoning_content: string;
  refusal: string;
  readonly calls: Map<number, { id: string; name: string; arguments: string }>;
}

/** Gathers the pieces of a streamed chat or completion into the unstreamed answer. */
export class AnswerGatherer {
  readonly #choices = new Map<number, Gathered>();
  #characters = 0;

  /** Throws if the answer gets too long. */
  add(choices: readonly SeveralChoice[], characters: number): void {
    this.#characters += characters;
    if (this.#characters > maxGatheredCharacters) throw new Error("the answer is too long to gather");
    for (const choice of choices) this.#gather(choice);
  }

  /** Throws ApiError `expert_failed` if an answer is incomplete. */
  answer({ object, ...frame }: AnswerFrame, usage: SeveralUsage | undefined): Buffer {
    const choices = [...this.#choices.values()].toSorted((a, b) => a.index - b.index);
    if (choices.length === 0 || choices.some(({ finish_reason }) => finish_reason === null)) {
      throw new ApiError("expert_failed", "The expert's answer is incomplete.");
    }
    const whole = object === "chat.completion.chunk" ? "chat.completion" : object;
    return Buffer.from(JSON.stringify({ ...frame, object: whole, choices: choices.map(toChoice), usage }));
  }

  #gather({ index, text, delta, logprobs, finish_reason }: SeveralChoice): void {
    let gathered = this.#choices.get(index);
    if (gathered === undefined) {
      gathered = { index, text: undefined, message: undefined, logprobs: null, finish_reason: null };
      this.#choices.set(index, gathered);
    }
    if (text !== undefined && text !== null) gathered.text = (gathered.text ?? "") + text;
    if (delta) gatherDelta((gathered.message ??= emptyMessage()), delta);
    if (logprobs) gathered.logprobs = joined(gathered.logprobs ?? {}, logprobs);
    gathered.finish_reason = finish_reason ?? gathered.finish_reason;
  }
}

const emptyMessage = (): Message => ({ content: "", reasoning_content: "", refusal: "", calls: new Map() });

function gatherDelta(message: Message, { content, reasoning_content, refusal, tool_calls }: SeveralDelta): void {
  message.content += content ?? "";
  message.reasoning_content += reasoning_content ?? "";
  message.refusal += refusal ?? "";
  for (const call of tool_calls ?? []) gatherCall(message.calls, call);
}

function gatherCall(calls: Message["calls"], { index, id, function: called }: ToolCallPiece): void {
  const call = calls.get(index) ?? { id: "", name: "", arguments: "" };
  call.id ||= id ?? "";
  call.name += called?.name ?? "";
  call.arguments += called?.arguments ?? "";
  calls.set(index, call);
}

/** Lists of tokens are appended; for anything else the last value wins. */
function joined(before: Record<string, unknown>, next: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const [name, value] of Object.entries(next)) {
    const known = before[name];
    if (Array.isArray(known) && Array.isArray(value)) for (const entry of value as unknown[]) known.push(entry);
    else before[name] = value;
  }
  return before;
}

function toChoice({ index, text, message, logprobs, finish_reason }: Gathered): object {
  const said = message === undefined ? { text: text ?? "" } : { message: toMessage(message) };
  return { index, ...said, logprobs, finish_reason };
}

function toMessage({ content, reasoning_content, refusal, calls }: Message): object {
  const tool_calls = [...calls.values()].map(({ id, ...called }) => ({ id, type: "function", function: called }));
  return {
    role: "assistant",
    content: content === "" && (tool_calls.length > 0 || refusal !== "") ? null : content,
    ...(refusal === "" ? {} : { refusal }),
    ...(reasoning_content === "" ? {} : { reasoning_content }),
    ...(tool_calls.length === 0 ? {} : { tool_calls }),
  };
}
