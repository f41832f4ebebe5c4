import { newId } from "../shared/new-id.ts";
import type { TokenLogprob } from "../openai/chat-answer.ts";
import type { EventWriter } from "./event-writer.ts";
import { customInput, type CalledTool } from "./called-tool.ts";
import { callItem, messageItem, newCallId, reasoningItem, textPart, type OutputItem } from "./output-item.ts";

export interface ItemPlace {
  readonly writer: EventWriter;
  readonly outputIndex: number;
}

/** Writes the events of one item, from `output_item.added` to `output_item.done`. */
export abstract class ItemWriter {
  readonly #place: ItemPlace;
  protected readonly id: string;

  constructor(place: ItemPlace, id: string) {
    this.#place = place;
    this.id = id;
  }

  abstract close(): OutputItem;

  protected write(type: string, fields: Readonly<Record<string, unknown>>): void {
    this.#place.writer.write(`response.${type}`, {
      item_id: this.id,
      output_index: this.#place.outputIndex,
      ...fields,
    });
  }

  protected added(item: OutputItem): void {
    this.#place.writer.write("response.output_item.added", { output_index: this.#place.outputIndex, item });
  }

  protected done(item: OutputItem): OutputItem {
    this.#place.writer.write("response.output_item.done", { output_index: this.#place.outputIndex, item });
    return item;
  }
}

export class TextWriter extends ItemWriter {
  #text = "";
  readonly #logprobs: TokenLogprob[] = [];

  constructor(place: ItemPlace) {
    super(place, newId("msg"));
    this.added(messageItem(this.id, [], "in_progress"));
    this.write("content_part.added", { content_index: 0, part: textPart("", []) });
  }

  push(delta: string, logprobs: readonly TokenLogprob[]): void {
    this.#text += delta;
    this.#logprobs.push(...logprobs);
    this.write("output_text.delta", { content_index: 0, delta, logprobs });
  }

  close(): OutputItem {
    const part = textPart(this.#text, this.#logprobs);
    this.write("output_text.done", { content_index: 0, text: this.#text, logprobs: this.#logprobs });
    this.write("content_part.done", { content_index: 0, part });
    return this.done(messageItem(this.id, [part]));
  }
}

export class RefusalWriter extends ItemWriter {
  #refusal = "";

  constructor(place: ItemPlace) {
    super(place, newId("msg"));
    this.added(messageItem(this.id, [], "in_progress"));
    this.write("content_part.added", { content_index: 0, part: { type: "refusal", refusal: "" } });
  }

  push(delta: string): void {
    this.#refusal += delta;
    this.write("refusal.delta", { content_index: 0, delta });
  }

  close(): OutputItem {
    const part = { type: "refusal", refusal: this.#refusal };
    this.write("refusal.done", { content_index: 0, refusal: this.#refusal });
    this.write("content_part.done", { content_index: 0, part });
    return this.done(messageItem(this.id, [part]));
  }
}

export class ReasoningWriter extends ItemWriter {
  #text = "";

  constructor(place: ItemPlace) {
    super(place, newId("rs"));
    this.added(reasoningItem(this.id, "", "in_progress"));
    this.write("content_part.added", { content_index: 0, part: { type: "reasoning_text", text: "" } });
  }

  push(delta: string): void {
    this.#text += delta;
    this.write("reasoning_text.delta", { content_index: 0, delta });
  }

  close(): OutputItem {
    this.write("reasoning_text.done", { content_index: 0, text: this.#text });
    this.write("content_part.done", { content_index: 0, part: { type: "reasoning_text", text: this.#text } });
    return this.done(reasoningItem(this.id, this.#text));
  }
}

export interface CallStart {
  /** The call's index in the expert's stream. */
  readonly index: number;
  readonly callId: string;
  readonly tool: CalledTool;
}

export class CallWriter extends ItemWriter {
  readonly index: number;
  readonly #start: CallStart;
  #arguments = "";

  constructor(place: ItemPlace, start: CallStart) {
    super(place, newCallId(start.tool));
    this.index = start.index;
    this.#start = start;
    this.added(callItem(this.#call(), "in_progress"));
  }

  push(delta: string): void {
    if (delta === "") return;
    this.#arguments += delta;
    // A custom tool's text is inside JSON, which can be read only when it is complete.
    if (this.#start.tool.kind === "function") this.write("function_call_arguments.delta", { delta });
  }

  close(): OutputItem {
    const { kind, name } = this.#start.tool;
    if (kind === "custom") {
      const input = customInput(this.#arguments);
      this.write("custom_tool_call_input.delta", { delta: input });
      this.write("custom_tool_call_input.done", { input });
    } else this.write("function_call_arguments.done", { name, arguments: this.#arguments });
    return this.done(callItem(this.#call()));
  }

  #call() {
    const { callId, tool } = this.#start;
    return { id: this.id, callId, tool, arguments: this.#arguments };
  }
}
