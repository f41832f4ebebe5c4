import type { ErrorForm as ServiceErrorForm } from "@hearth/service/http/send-error.ts";
import type { ErrorEnvelope } from "../../domain/api-error.ts";

/** An error before it gets an API's form. */
export interface ApiFailure {
  readonly status: number;
  readonly envelope: ErrorEnvelope;
}

/** How an API reports errors. */
export type ErrorForm = Required<ServiceErrorForm<ApiFailure>>;
