import type { ErrorForm } from "../shared/error-form.ts";
import { toEvent } from "../shared/to-event.ts";

/** OpenAI's errors, as the Responses API has them: its streams have an event of their own for it. */
export const responsesErrors: ErrorForm = {
  body: ({ envelope }) => envelope,
  event: ({ envelope: { error } }) =>
    toEvent({ type: "error", code: error.code, message: error.message, param: error.param }),
};
