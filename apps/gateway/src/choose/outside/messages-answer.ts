import { ApiError } from "../../domain/api-error.ts";
import { eventData } from "@hearth/service/http/event-data.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";

interface Usage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly cache_read_input_tokens?: number;
  readonly cache_creation_input_tokens?: number;
}

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly partial_json?: string;
}

interface Message {
  readonly id?: string;
  readonly model?: string;
  readonly content?: readonly Block[];
  readonly stop_reason?: string | null;
  readonly usage?: Usage;
}

interface Event {
  readonly type: string;
  readonly message?: Message;
  readonly index?: number;
  readonly content_block?: Block;
  readonly delta?: Block & { readonly stop_reason?: string | null };
  readonly usage?: Usage;
  readonly error?: { readonly message?: string };
}

const reasons: Readonly<Record<string, string>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};

const nothing = Buffer.alloc(0);

/** Translates an answer of Anthropic's Messages API into one of `/v1/chat/completions`. */
export class MessagesAnswer implements AnswerForm {
  #head: object = {};
  #usage: Usage = {};
  /** Index of the tool call by block index: Anthropic numbers all blocks, OpenAI only tool calls. */
  readonly #calls = new Map<number, number>();
  #ended = false;

  whole(answer: Buffer): Buffer {
    const { id, model, content, stop_reason, usage } = parse(answer.toString()) as Message;
    if (!Array.isArray(content)) throw invalid();
    const blocks = content as readonly Block[];
    const text = blocks
      .filter(({ type }) => type === "text")
      .map(({ text }) => text ?? "")
      .join("");
    const reasoning = blocks.map(({ thinking }) => thinking ?? "").join("");
    const calls = blocks.filter(({ type }) => type === "tool_use");
    const message = {
      role: "assistant",
      content: text === "" && calls.length > 0 ? null : text,
      ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
      ...(calls.length === 0
        ? {}
        : { tool_calls: calls.map(({ id, name, input }) => toolCall(id, name, JSON.stringify(input ?? {}))) }),
    };
    return json({
      id,
      object: "chat.completion",
      created: seconds(),
      model,
      choices: [{ index: 0, message, finish_reason: reasonOf(stop_reason) }],
      usage: toUsage(usage),
    });
  }

  events(events: Buffer): Buffer {
    const chunks = eventData(events).flatMap((data) => this.#chunks(parse(data) as Event));
    return chunks.length === 0 ? nothing : Buffer.from(chunks.join(""));
  }

  /** Throws if the stream ended without its final event. */
  end(): Buffer {
    if (!this.#ended) throw invalid();
    return Buffer.from("data: [DONE]\n\n");
  }

  #chunks({ type, message, index = 0, content_block: block, delta, usage, error }: Event): readonly string[] {
    switch (type) {
      case "message_start":
        this.#head = { id: message?.id, object: "chat.completion.chunk", created: seconds(), model: message?.model };
        this.#usage = message?.usage ?? {};
        return [this.#chunk({ role: "assistant", content: "" })];
      case "content_block_start":
        return block?.type === "tool_use" ? [this.#callStarted(index, block)] : [];
      case "content_block_delta":
        return this.#delta(index, delta ?? { type: "" });
      case "message_delta":
        this.#usage = { ...this.#usage, ...usage };
        return [this.#chunk({}, reasonOf(delta?.stop_reason)), this.#usageChunk()];
      case "message_stop":
        this.#ended = true;
        return [];
      case "error":
        throw invalid(error?.message);
      default:
        return [];
    }
  }

  #callStarted(index: number, { id, name }: Block): string {
    const call = this.#calls.size;
    this.#calls.set(index, call);
    return this.#chunk({ tool_calls: [{ index: call, ...toolCall(id, name, "") }] });
  }

  #delta(index: number, { type, text, thinking, partial_json: part }: Block): readonly string[] {
    if (type === "text_delta") return [this.#chunk({ content: text })];
    if (type === "thinking_delta") return [this.#chunk({ reasoning_content: thinking })];
    if (type !== "input_json_delta") return [];
    return [this.#chunk({ tool_calls: [{ index: this.#calls.get(index) ?? 0, function: { arguments: part } }] })];
  }

  #chunk(delta: object, finish_reason: string | null = null): string {
    return `data: ${JSON.stringify({ ...this.#head, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  }

  #usageChunk(): string {
    return `data: ${JSON.stringify({ ...this.#head, choices: [], usage: toUsage(this.#usage) })}\n\n`;
  }
}

const toolCall = (id: string | undefined, name: string | undefined, text: string) => ({
  id,
  type: "function",
  function: { name, arguments: text },
});

function toUsage({ input_tokens = 0, output_tokens = 0, ...cached }: Usage = {}): object {
  const prompt = input_tokens + (cached.cache_read_input_tokens ?? 0) + (cached.cache_creation_input_tokens ?? 0);
  return { prompt_tokens: prompt, completion_tokens: output_tokens, total_tokens: prompt + output_tokens };
}

const reasonOf = (reason: string | null | undefined): string => reasons[reason ?? ""] ?? "stop";
const seconds = (): number => Math.floor(Date.now() / 1_000);
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

function parse(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid();
  }
  if (typeof value !== "object" || value === null) throw invalid();
  return value;
}

const invalid = (message = "The provider's answer is not valid."): ApiError => new ApiError("expert_failed", message);
