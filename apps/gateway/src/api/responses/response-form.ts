import { newId } from "../shared/new-id.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import type { ErrorEnvelope } from "../../domain/api-error.ts";
import type { ChatChunk, ChatUsage } from "../openai/chat-answer.ts";
import { readChatAnswer } from "../openai/read-chat-answer.ts";
import { readChatChunks } from "../openai/read-chat-chunks.ts";
import type { CalledTools } from "./called-tool.ts";
import { OutputStream } from "./output-stream.ts";
import type { OutputItem } from "./output-item.ts";
import type { ResponsesRequest } from "./schemas.ts";
import { closedResponse, failedResponse, openResponse, toResponse, type ResponseFrame } from "./to-response.ts";
import { EventWriter } from "./event-writer.ts";

/** A complete response, as it is sent. */
export interface FinishedResponse {
  readonly id: string;
  readonly output: readonly OutputItem[];
  readonly [field: string]: unknown;
}

export interface ResponseFormParts {
  readonly request: ResponsesRequest;
  /** The request's JSON, unchanged. */
  readonly sent: Readonly<Record<string, unknown>>;
  readonly called: CalledTools;
  /** Called with each response that is complete, before it is sent. */
  readonly onFinished: (response: FinishedResponse) => void;
}

/** Translates a chat's answer into a response of the Responses API or its events. */
export class ResponseForm implements AnswerForm {
  readonly #parts: ResponseFormParts;
  readonly #writer = new EventWriter();
  readonly #output: OutputStream;
  readonly #id = newId("resp");
  readonly #createdAt = Math.floor(Date.now() / 1_000);
  #frame: ResponseFrame | undefined;
  #failed = false;
  #finish: string | undefined;
  #usage: ChatUsage | undefined;

  constructor(parts: ResponseFormParts) {
    this.#parts = parts;
    this.#output = new OutputStream(this.#writer, parts.called);
  }

  whole(answer: Buffer): Buffer {
    const chat = readChatAnswer(answer);
    const response = toResponse(chat, this.#frameOf(chat.model), this.#parts.called);
    this.#parts.onFinished(response);
    return Buffer.from(JSON.stringify(response));
  }

  events(events: Buffer): Buffer {
    for (const chunk of readChatChunks(events)) {
      if (this.#failed) break;
      if ("error" in chunk) this.#fail(chunk);
      else this.#chunk(chunk);
    }
    return Buffer.from(this.#writer.take());
  }

  /** As at OpenAI: an event for clients that look for errors, then the response for those that look for its end. */
  failed(envelope: ErrorEnvelope): string {
    if (!this.#failed) this.#fail(envelope);
    return this.#writer.take();
  }

  end(): Buffer {
    if (this.#failed) return Buffer.alloc(0);
    const frame = this.#start("");
    const output = this.#output.close();
    const response = closedResponse(frame, { output, finish: this.#finish, usage: this.#usage });
    this.#parts.onFinished(response);
    this.#writer.write(`response.${response.status}`, { response });
    return Buffer.from(this.#writer.take());
  }

  #fail(envelope: ErrorEnvelope): void {
    this.#failed = true;
    const frame = this.#start("");
    const { error } = envelope;
    // Documented with the fields on the outside, sent by OpenAI with `error`: clients look for one or the other.
    this.#writer.write("error", { code: error.code, message: error.message, param: error.param, error });
    this.#writer.write("response.failed", { response: failedResponse(frame, this.#output.done, envelope) });
  }

  #chunk({ model, choices, usage }: ChatChunk): void {
    this.#usage = usage ?? this.#usage;
    this.#start(model);
    for (const { index, delta, finish_reason, logprobs } of choices) {
      if (index !== 0) continue;
      if (delta?.reasoning_content) this.#output.think(delta.reasoning_content);
      if (delta?.content) this.#output.say(delta.content, logprobs?.content ?? []);
      if (delta?.refusal) this.#output.refuse(delta.refusal);
      for (const call of delta?.tool_calls ?? []) this.#output.call(call);
      if (finish_reason) this.#finish = finish_reason;
    }
  }

  #start(model: string): ResponseFrame {
    if (this.#frame !== undefined) return this.#frame;
    this.#frame = this.#frameOf(model);
    const response = openResponse(this.#frame);
    this.#writer.write("response.created", { response });
    this.#writer.write("response.in_progress", { response });
    return this.#frame;
  }

  #frameOf(model: string): ResponseFrame {
    const { request, sent } = this.#parts;
    return { id: this.#id, createdAt: this.#createdAt, model, request, sent };
  }
}
