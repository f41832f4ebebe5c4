import type { AnswerForm } from "../../domain/answer-form.ts";
import type { ChatAnswer, ChatChunk, ChatToolCallDelta, ChatUsage } from "../openai/chat-answer.ts";
import { readChatAnswer } from "../openai/read-chat-answer.ts";
import { readChatChunks } from "../openai/read-chat-chunks.ts";
import { parseArguments } from "../shared/parse-arguments.ts";
import { Durations } from "./durations.ts";
import { ollamaErrors } from "./error-form.ts";
import { toLine } from "./to-line.ts";

/** What is said in one piece. */
export interface Said {
  readonly content: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly object[];
}

/** The field with what was said: `message` of a chat, `response` of a generated text. */
export type SaidField = (said: Said) => object;

export const asMessage: SaidField = ({ content, thinking, tool_calls }) => ({
  message: {
    role: "assistant",
    content,
    ...(thinking ? { thinking } : {}),
    ...(tool_calls && tool_calls.length > 0 ? { tool_calls } : {}),
  },
});

export const asResponse: SaidField = ({ content, thinking }) => ({
  response: content,
  ...(thinking ? { thinking } : {}),
});

interface Call {
  name: string;
  arguments: string;
}

/** Translates a chat's answer into Ollama's, whole or line by line. */
export class OllamaForm implements AnswerForm {
  readonly lines = true;
  readonly #field: SaidField;
  readonly #onlyLoads: boolean;
  readonly #durations = new Durations();
  readonly #calls = new Map<number, Call>();
  #model = "";
  #failed = false;
  #finish: string | undefined;
  #usage: ChatUsage | undefined;

  /** `onlyLoads`: the request asked nothing, so nothing is answered but that the model is there. */
  constructor(field: SaidField, onlyLoads: boolean) {
    this.#field = field;
    this.#onlyLoads = onlyLoads;
  }

  whole(answer: Buffer): Buffer {
    return Buffer.from(JSON.stringify(this.#toWhole(readChatAnswer(answer))));
  }

  events(events: Buffer): Buffer {
    let out = "";
    for (const chunk of readChatChunks(events)) {
      if (this.#failed) break;
      if ("error" in chunk) {
        this.#failed = true;
        out += ollamaErrors.event({ status: 502, envelope: chunk });
      } else out += this.#chunk(chunk);
    }
    return Buffer.from(out);
  }

  end(): Buffer {
    if (this.#failed) return Buffer.alloc(0);
    const calls = [...this.#calls.values()].map(({ name, arguments: given }) => toCall(name, given));
    const called = calls.length === 0 ? "" : this.#line({ content: "", tool_calls: calls });
    return Buffer.from(called + toLine(this.#last({ content: "" })));
  }

  #toWhole({ model, choices, usage }: ChatAnswer): object {
    const choice = choices[0];
    const { content, refusal, reasoning_content, tool_calls } = choice?.message ?? {};
    this.#model = model;
    this.#usage = usage ?? undefined;
    this.#finish = choice?.finish_reason ?? undefined;
    return this.#last({
      content: this.#onlyLoads ? "" : content || refusal || "",
      ...(reasoning_content ? { thinking: reasoning_content } : {}),
      tool_calls: (tool_calls ?? []).map(({ function: { name, arguments: given } }) => toCall(name, given)),
    });
  }

  #chunk({ model, choices, usage }: ChatChunk): string {
    this.#durations.began();
    this.#usage = usage ?? this.#usage;
    if (model !== "") this.#model = model;
    let out = "";
    for (const { index, delta, finish_reason } of choices) {
      if (index !== 0) continue;
      const content = delta?.content || delta?.refusal || "";
      const thinking = delta?.reasoning_content ?? "";
      if (!this.#onlyLoads && (content !== "" || thinking !== "")) out += this.#line({ content, thinking });
      for (const call of delta?.tool_calls ?? []) this.#call(call);
      if (finish_reason) this.#finish = finish_reason;
    }
    return out;
  }

  /** Ollama sends calls whole. */
  #call({ index, function: piece }: ChatToolCallDelta): void {
    const call = this.#calls.get(index) ?? { name: "", arguments: "" };
    call.name ||= piece?.name ?? "";
    call.arguments += piece?.arguments ?? "";
    this.#calls.set(index, call);
  }

  #line(said: Said): string {
    return toLine({ ...this.#head(), ...this.#field(said), done: false });
  }

  #last(said: Said): object {
    return {
      ...this.#head(),
      ...this.#field(said),
      done: true,
      done_reason: this.#onlyLoads ? "load" : this.#finish === "length" ? "length" : "stop",
      ...this.#durations.fields(),
      prompt_eval_count: this.#usage?.prompt_tokens ?? 0,
      eval_count: this.#usage?.completion_tokens ?? 0,
    };
  }

  #head(): { readonly model: string; readonly created_at: string } {
    return { model: this.#model, created_at: new Date().toISOString() };
  }
}

const toCall = (name: string, given: string): object => ({ function: { name, arguments: parseArguments(given) } });
