import type { AnswerForm } from "../../domain/answer-form.ts";

/** A request as a provider's API wants it. */
export interface OutsideRequest {
  /** Below the provider's base. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OutsideModel {
  /** Its name at the provider. */
  readonly model: string;
  readonly maxTokens: number;
  /** The provider's API key. */
  readonly key: string | undefined;
}

/** Translates between the API of an expert and that of a provider. */
export interface Adapter {
  /** Paths at an expert that it can stand in for. */
  readonly paths: ReadonlySet<string>;
  /** Whether it can promise an answer of a given JSON schema. */
  readonly jsonSchema: boolean;
  /** `body` is what an expert would have got. */
  request(path: string, body: Readonly<Record<string, unknown>>, model: OutsideModel): OutsideRequest;
  /** Puts the answer into the expert's form; absent: it has it. */
  readonly answer?: () => AnswerForm;
}
