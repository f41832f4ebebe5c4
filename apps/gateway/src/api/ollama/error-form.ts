import type { ErrorForm } from "../shared/error-form.ts";
import { toLine } from "./to-line.ts";

/** Ollama's errors: one text. */
export const ollamaErrors: ErrorForm = {
  body: ({ envelope }) => ({ error: envelope.error.message }),
  event: ({ envelope }) => toLine({ error: envelope.error.message }),
};
