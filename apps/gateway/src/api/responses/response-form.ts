import { newId } from "../shared/new-id.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import type { ChatChunk, ChatUsage } from "../openai/chat-answer.ts";
import { readChatAnswer } from "../openai/read-chat-answer.ts";
import { readChatChunks } from "../openai/read-chat-chunks.ts";
import { responsesErrors } from "./error-form.ts";
import { OutputStream } from "./output-stream.ts";
import type { ResponsesRequest } from "./schemas.ts";
import { closedResponse, openResponse, toResponse, type ResponseFrame } from "./to-response.ts";
import { EventWriter } from "./event-writer.ts";

/** Translates a chat's answer into a response of the Responses API or its events. */
export class ResponseForm implements AnswerForm {
  readonly #request: ResponsesRequest;
  readonly #writer = new EventWriter();
  readonly #output = new OutputStream(this.#writer);
  readonly #id = newId("resp");
  readonly #createdAt = Math.floor(Date.now() / 1_000);
  #frame: ResponseFrame | undefined;
  #failed = false;
  #finish: string | undefined;
  #usage: ChatUsage | undefined;

  constructor(request: ResponsesRequest) {
    this.#request = request;
  }

  whole(answer: Buffer): Buffer {
    const chat = readChatAnswer(answer);
    return Buffer.from(JSON.stringify(toResponse(chat, this.#frameOf(chat.model))));
  }

  events(events: Buffer): Buffer {
    let failure = "";
    for (const chunk of readChatChunks(events)) {
      if (this.#failed) break;
      if ("error" in chunk) {
        this.#failed = true;
        failure = responsesErrors.event({ status: 502, envelope: chunk });
      } else this.#chunk(chunk);
    }
    return Buffer.from(this.#writer.take() + failure);
  }

  end(): Buffer {
    if (this.#failed) return Buffer.alloc(0);
    const frame = this.#start("");
    const output = this.#output.close();
    const response = closedResponse(frame, { output, finish: this.#finish, usage: this.#usage });
    this.#writer.write(`response.${response.status}`, { response });
    return Buffer.from(this.#writer.take());
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
    return { id: this.#id, createdAt: this.#createdAt, model, request: this.#request };
  }
}
