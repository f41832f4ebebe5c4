import type { AnswerForm } from "../../domain/answer-form.ts";

/** A request in the form of a provider's API. */
export interface OutsideRequest {
  /** Path below the provider's base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OutsideModel {
  /** The model's name at the provider. */
  readonly model: string;
  readonly maxTokens: number;
  /** The provider's API key. */
  readonly key: string | undefined;
}

/** Translates between the API of an expert and that of a provider. */
export interface Adapter {
  /** The experts' paths that it can translate. */
  readonly paths: ReadonlySet<string>;
  /** Whether the provider can guarantee answers that match a JSON schema. */
  readonly jsonSchema: boolean;
  /** `body`: what an expert would have received. */
  request(path: string, body: Readonly<Record<string, unknown>>, model: OutsideModel): OutsideRequest;
  /** Translates the answer into an expert's form; absent if it already has that form. */
  readonly answer?: () => AnswerForm;
}
