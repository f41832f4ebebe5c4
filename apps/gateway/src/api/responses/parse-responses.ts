import { chatInference } from "../openai/chat-inference.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { parseRequest } from "../openai/parse-request.ts";
import type { Parser } from "../../domain/parser.ts";
import { ResponseForm } from "./response-form.ts";
import { responsesRequestSchema } from "./schemas.ts";
import { toChatRequest } from "./to-chat-request.ts";

/** `POST /v1/responses`: sent as a chat, answered in the Responses API's form. */
export const parseResponses: Parser = (body, headers) => {
  const request = parseRequest(body, responsesRequestSchema);
  const chat = toChatRequest(request);
  return chatInference(chat, {
    api: "responses",
    body: jsonBody(chat),
    session: sessionOf(headers, request.prompt_cache_key ?? request.user),
    answer: () => new ResponseForm(request),
  });
};
