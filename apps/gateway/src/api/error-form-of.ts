import type { IncomingMessage } from "node:http";
import { anthropicErrors } from "./anthropic/error-form.ts";
import { ollamaErrors } from "./ollama/error-form.ts";
import { openaiErrors } from "./openai/error-form.ts";
import { responsesErrors } from "./responses/error-form.ts";
import type { ErrorForm } from "./shared/error-form.ts";

/** Doubled slashes are forgiven, as by the route table. */
const messagesUrl = /^\/+v1\/+messages/;
const responsesUrl = /^\/+v1\/+responses/;
const ollamaUrl = /^\/+api\//;

/** The form in which this request's caller expects errors, even if its URL does not exist. */
export function errorFormOf(request: Pick<IncomingMessage, "url" | "headers">): ErrorForm {
  const { url = "" } = request;
  if (speaksAnthropic(request)) return anthropicErrors;
  if (ollamaUrl.test(url)) return ollamaErrors;
  return responsesUrl.test(url) ? responsesErrors : openaiErrors;
}

/** Whether the caller is a client of Anthropic's API. */
export const speaksAnthropic = ({ url = "", headers }: Pick<IncomingMessage, "url" | "headers">): boolean =>
  messagesUrl.test(url) || headers["anthropic-version"] !== undefined;
