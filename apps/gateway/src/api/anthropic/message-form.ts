import { toEvent } from "../shared/to-event.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import type { ChatChunk, ChatToolCallDelta, ChatUsage } from "../openai/chat-answer.ts";
import { readChatAnswer } from "../openai/read-chat-answer.ts";
import { readChatChunks } from "../openai/read-chat-chunks.ts";
import { newId } from "../shared/new-id.ts";
import { anthropicErrors } from "./error-form.ts";
import { emptyMessage, toMessage, toStopReason, toUsage } from "./to-message.ts";

/** The open block; there is one at a time. A tool call is identified by its index in the expert's stream. */
type Open = "thinking" | "text" | number | undefined;

/** Translates a chat's answer into Anthropic's message or its events. */
export class MessageForm implements AnswerForm {
  #started = false;
  #failed = false;
  #open: Open;
  #index = -1;
  #called = false;
  #finish: string | undefined;
  #usage: ChatUsage | undefined;

  whole(answer: Buffer): Buffer {
    return Buffer.from(JSON.stringify(toMessage(readChatAnswer(answer))));
  }

  events(events: Buffer): Buffer {
    let out = "";
    for (const chunk of readChatChunks(events)) {
      if (this.#failed) break;
      if ("error" in chunk) {
        this.#failed = true;
        out += anthropicErrors.event({ status: 502, envelope: chunk });
      } else out += this.#chunk(chunk);
    }
    return Buffer.from(out);
  }

  end(): Buffer {
    if (this.#failed) return Buffer.alloc(0);
    const stop_reason = this.#called ? "tool_use" : toStopReason(this.#finish);
    return Buffer.from(
      this.#start("") +
        this.#close() +
        toEvent(messageDelta(stop_reason, this.#usage)) +
        toEvent({ type: "message_stop" }),
    );
  }

  #chunk({ model, choices, usage }: ChatChunk): string {
    this.#usage = usage ?? this.#usage;
    let out = this.#start(model);
    for (const { index, delta, finish_reason } of choices) {
      if (index !== 0) continue;
      if (delta?.reasoning_content) {
        out += this.#say("thinking", { type: "thinking_delta", thinking: delta.reasoning_content });
      }
      const text = delta?.content || delta?.refusal;
      if (text) out += this.#say("text", { type: "text_delta", text });
      for (const call of delta?.tool_calls ?? []) out += this.#call(call);
      if (finish_reason) this.#finish = finish_reason;
    }
    return out;
  }

  #start(model: string): string {
    if (this.#started) return "";
    this.#started = true;
    return toEvent({ type: "message_start", message: emptyMessage(model) });
  }

  #say(kind: "thinking" | "text", delta: object): string {
    const block = kind === "text" ? { type: "text", text: "" } : { type: "thinking", thinking: "", signature: "" };
    return this.#enter(kind, block) + this.#delta(delta);
  }

  #call({ index, id, function: call }: ChatToolCallDelta): string {
    this.#called = true;
    const block = { type: "tool_use", id: id || newId("toolu"), name: call?.name ?? "", input: {} };
    const entered = this.#enter(index, block);
    return call?.arguments
      ? entered + this.#delta({ type: "input_json_delta", partial_json: call.arguments })
      : entered;
  }

  #enter(kind: Exclude<Open, undefined>, content_block: object): string {
    if (this.#open === kind) return "";
    const closed = this.#close();
    this.#open = kind;
    this.#index += 1;
    return closed + toEvent({ type: "content_block_start", index: this.#index, content_block });
  }

  #delta(delta: object): string {
    return toEvent({ type: "content_block_delta", index: this.#index, delta });
  }

  #close(): string {
    if (this.#open === undefined) return "";
    this.#open = undefined;
    return toEvent({ type: "content_block_stop", index: this.#index });
  }
}

const messageDelta = (stop_reason: string, usage: ChatUsage | undefined) => ({
  type: "message_delta",
  delta: { stop_reason, stop_sequence: null },
  usage: toUsage(usage),
});
