import type { ErrorForm } from "../shared/error-form.ts";
import { toEvent } from "../shared/to-event.ts";

/** Errors in the Responses API's form: its streams have an error event of their own. */
export const responsesErrors: ErrorForm = {
  body: ({ envelope }) => envelope,
  event: ({ envelope: { error } }) =>
    toEvent({ type: "error", code: error.code, message: error.message, param: error.param }),
};
