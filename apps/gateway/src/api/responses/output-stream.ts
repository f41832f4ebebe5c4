import { newId } from "../shared/new-id.ts";
import type { ChatToolCallDelta, TokenLogprob } from "../openai/chat-answer.ts";
import type { CalledTools } from "./called-tool.ts";
import type { EventWriter } from "./event-writer.ts";
import {
  CallWriter,
  ReasoningWriter,
  RefusalWriter,
  TextWriter,
  type CallStart,
  type ItemWriter,
} from "./item-writers.ts";
import type { OutputItem } from "./output-item.ts";

/** The items of a streamed response, one after the other: starting an item closes the one before. */
export class OutputStream {
  readonly #writer: EventWriter;
  readonly #called: CalledTools;
  readonly #done: OutputItem[] = [];
  #open: ItemWriter | undefined;

  constructor(writer: EventWriter, called: CalledTools) {
    this.#writer = writer;
    this.#called = called;
  }

  think(delta: string): void {
    const open = this.#open instanceof ReasoningWriter ? this.#open : this.#enter(new ReasoningWriter(this.#next()));
    open.push(delta);
  }

  say(delta: string, logprobs: readonly TokenLogprob[]): void {
    const open = this.#open instanceof TextWriter ? this.#open : this.#enter(new TextWriter(this.#next()));
    open.push(delta, logprobs);
  }

  refuse(delta: string): void {
    const open = this.#open instanceof RefusalWriter ? this.#open : this.#enter(new RefusalWriter(this.#next()));
    open.push(delta);
  }

  call({ index, id, function: call }: ChatToolCallDelta): void {
    const same = this.#open instanceof CallWriter && this.#open.index === index;
    const open = same
      ? (this.#open as CallWriter)
      : this.#enter(new CallWriter(this.#next(), this.#toStart(index, id, call?.name)));
    open.push(call?.arguments ?? "");
  }

  /** The items that are complete. */
  get done(): readonly OutputItem[] {
    return this.#done;
  }

  /** Closes the open item; returns all items. */
  close(): readonly OutputItem[] {
    if (this.#open !== undefined) this.#done.push(this.#open.close());
    this.#open = undefined;
    return this.#done;
  }

  #toStart(index: number, id: string | null | undefined, name: string | null | undefined): CallStart {
    const tool = this.#called.get(name ?? "") ?? { kind: "function", name: name ?? "" };
    return { index, callId: id || newId("call"), tool };
  }

  #enter<T extends ItemWriter>(item: T): T {
    this.#open = item;
    return item;
  }

  /** Closes the open item and returns the writer and index for the next. */
  #next() {
    this.close();
    return { writer: this.#writer, outputIndex: this.#done.length };
  }
}
