import type { ExpertKind } from "./expert.ts";
import type { KeyApi } from "@hearth/contracts/keys/key-record.ts";
import type { AnswerForm } from "./answer-form.ts";

/** What an expert must be able to do for a request. */
export interface Needs {
  readonly tools: boolean;
  readonly vision: boolean;
  readonly audio: boolean;
  readonly jsonSchema: boolean;
}

/** A request as the stages after its parser see it: the same for every API. */
export interface Inference {
  /** A metrics label too. */
  readonly api: KeyApi;
  /** Path at the expert, such as `/v1/chat/completions`. */
  readonly path: string;
  readonly kind: ExpertKind;
  /** As asked; undefined and `auto` mean: choose for me. */
  readonly model: string | undefined;
  readonly stream: boolean;
  /** As sent; goes on byte for byte unless a stage has a reason to change it. */
  readonly body: Buffer;
  /** Content type of `body` where it is not JSON: a form with a recording in it. */
  readonly contentType?: string;
  /** Makes what puts this one answer into the API's form. Absent: the expert's answer goes on byte for byte. */
  readonly answer?: () => AnswerForm;
  /** The answer may be of any type, as audio is. Absent: JSON or events, anything else is an expert's failure. */
  readonly anyAnswer?: true;
  readonly needs: Needs;
  /** Rough, from the length of the texts; for limits and reservations before the expert has counted. */
  readonly promptTokens: number;
  /** Most tokens that the answer may have, as asked. */
  readonly maxTokens: number | undefined;
  readonly temperature: number | undefined;
  /** The caller's name for a conversation, for affinity: the header `x-session-id`, else the field `user`. */
  readonly session: string | undefined;
  /** What was added from the house's memories. Absent: nothing. */
  readonly notes?: {
    readonly count: number;
    /** The request as it came, for experts outside that the policy keeps memories from. */
    readonly without: Inference;
  };
  /** The last user message as text, at most 8,000 characters; computed when asked for, since routing by name does not need it. */
  text(): string;
  /** The parsed body, to read; computed when asked for. */
  json(): Readonly<Record<string, unknown>>;
}
