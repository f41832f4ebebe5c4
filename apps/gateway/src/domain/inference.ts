import type { ExpertKind } from "./expert.ts";
import type { KeyApi } from "@hearth/contracts/keys/key-record.ts";
import type { AnswerForm } from "./answer-form.ts";

/** The capabilities that a request needs. */
export interface Needs {
  readonly tools: boolean;
  readonly vision: boolean;
  readonly audio: boolean;
  readonly jsonSchema: boolean;
}

/** A parsed request, in one form for every API. */
export interface Inference {
  /** A metrics label too. */
  readonly api: KeyApi;
  /** Path at the expert, such as `/v1/chat/completions`. */
  readonly path: string;
  readonly kind: ExpertKind;
  /** From the request; undefined and `auto` leave the choice to the gateway. */
  readonly model: string | undefined;
  readonly stream: boolean;
  /** As received; passed on byte for byte unless a stage changes it. */
  readonly body: Buffer;
  /** Content type of `body` if it is not JSON, such as a form with a recording. */
  readonly contentType?: string;
  /** Creates the translator for this answer. Absent: the expert's answer is passed on byte for byte. */
  readonly answer?: () => AnswerForm;
  /** The answer may have any type, such as audio. Absent: anything but JSON or events is a failure of the expert. */
  readonly anyAnswer?: true;
  readonly needs: Needs;
  /** Estimated from the length of the texts; for limits and reservations before the expert has counted. */
  readonly promptTokens: number;
  /** The requested limit for the answer. */
  readonly maxTokens: number | undefined;
  readonly temperature: number | undefined;
  /** The caller's name for a conversation, for affinity: the header `x-session-id`, else the field `user`. */
  readonly session: string | undefined;
  /** Notes added from memory. Absent: none. */
  readonly notes?: {
    readonly count: number;
    /** The original request, for outside models that must not get memories. */
    readonly without: Inference;
  };
  /** What the parser left out or changed; sent in the header `x-hearth-warnings`. Absent: nothing. */
  readonly warnings?: readonly string[];
  /** The last user message as text, at most 8,000 characters; computed lazily, since routing by name does not need it. */
  text(): string;
  /** The parsed body, read-only; computed lazily. */
  json(): Readonly<Record<string, unknown>>;
}
