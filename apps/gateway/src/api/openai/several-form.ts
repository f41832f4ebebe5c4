import type { Usage } from "../../domain/usage.ts";
import type { AnswerForm } from "../../domain/answer-form.ts";
import { AnswerGatherer } from "./answer-gatherer.ts";
import { ApiError } from "../../domain/api-error.ts";
import { eventData } from "@hearth/service/http/event-data.ts";
import { severalChunkSchema, type AnswerFrame, type SeveralChunk } from "./several-chunk.ts";
import { UsageSum } from "./usage-sum.ts";

export interface SeveralWanted {
  /** Number of prompts; 1 for a chat. */
  readonly prompts: number;
  /** The caller wants a stream; otherwise the chunks are gathered. */
  readonly stream: boolean;
  /** The caller wants the usage in the stream. */
  readonly usage: boolean;
}

/** Translates a stream of several answers into one with a single, total usage, or gathers them into one answer. */
export class SeveralForm implements AnswerForm {
  readonly gathers: boolean;
  readonly #wanted: SeveralWanted;
  readonly #gatherer = new AnswerGatherer();
  readonly #sum: UsageSum;
  #frame: AnswerFrame = {};
  #pieces = 0;
  #ended = false;
  #failed = false;

  constructor(wanted: SeveralWanted) {
    this.#wanted = wanted;
    this.gathers = !wanted.stream;
    this.#sum = new UsageSum(wanted.prompts);
  }

  /** An expert that answers without streaming has counted all answers itself. */
  whole(answer: Buffer): Buffer {
    return answer;
  }

  events(events: Buffer): Buffer {
    return Buffer.from(
      eventData(events)
        .filter((data) => !empty.has(data))
        .map((data) => this.#event(data))
        .join(""),
    );
  }

  end(): Buffer {
    this.#ended = true;
    if (this.#failed) return Buffer.alloc(0);
    const usage = this.#sum.total();
    if (this.gathers) return this.#gatherer.answer(this.#frame, usage);
    const last = { ...this.#frame, choices: [], usage };
    return Buffer.from(`${this.#wanted.usage && usage !== undefined ? toData(last) : ""}data: [DONE]\n\n`);
  }

  usage(): Partial<Usage> | undefined {
    const total = this.#sum.total();
    if (total === undefined) return this.#pieces === 0 ? undefined : { completionTokens: this.#pieces };
    const { prompt_tokens, completion_tokens } = total;
    // Some answers were cut off: count one token per chunk, as for a single answer.
    const completionTokens = this.#ended ? completion_tokens : Math.max(completion_tokens, this.#pieces);
    return { promptTokens: prompt_tokens, completionTokens };
  }

  #event(data: string): string {
    const chunk = readChunk(data);
    if (chunk.error !== undefined) return this.#fail(data);
    const { usage, ...rest } = chunk;
    const { id, object, created, model, system_fingerprint, choices } = rest;
    this.#frame = { id, object, created, model, system_fingerprint };
    if (usage) this.#sum.add(usage);
    if (choices.length === 0) return "";
    this.#pieces += choices.length;
    if (!this.gathers) return usage ? toData(rest) : `data: ${data}\n\n`;
    this.#gatherer.add(choices, data.length);
    return "";
  }

  /** In a stream the error is passed on as its last event; a gathered answer becomes the error. */
  #fail(data: string): string {
    if (this.gathers) throw new ApiError("expert_failed", "The expert failed in the middle of its answer.");
    this.#failed = true;
    return `data: ${data}\n\n`;
  }
}

/** Events to drop: the end, which is written again, and `null`, with which llama-server starts a stream of several texts. */
const empty: ReadonlySet<string> = new Set(["[DONE]", "null"]);

function readChunk(data: string): SeveralChunk {
  try {
    return severalChunkSchema.parse(JSON.parse(data));
  } catch {
    throw new ApiError("expert_failed", "The expert sent an invalid answer.");
  }
}

const toData = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
