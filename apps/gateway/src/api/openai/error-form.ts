import type { ErrorForm } from "../shared/error-form.ts";

/** OpenAI's errors. */
export const openaiErrors: ErrorForm = {
  body: ({ envelope }) => envelope,
  event: ({ envelope }) => `data: ${JSON.stringify(envelope)}\n\n`,
};
