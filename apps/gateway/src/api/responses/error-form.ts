import type { ErrorForm } from "../shared/error-form.ts";
import { toEvent } from "../shared/to-event.ts";

/** Errors in the Responses API's form. A stream that has begun numbers its events, so its own form ends it; see response-form.ts. */
export const responsesErrors: ErrorForm = {
  body: ({ envelope }) => envelope,
  event: ({ envelope: { error } }) =>
    toEvent({ type: "error", code: error.code, message: error.message, param: error.param, error, sequence_number: 0 }),
};
