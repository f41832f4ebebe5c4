import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { countInference } from "../openai/count-inference.ts";
import { parseRequest } from "../openai/parse-request.ts";
import { conversationOf } from "./conversation.ts";
import { responsesRequestSchema } from "./schemas.ts";
import { toChatRequest } from "./to-chat-request.ts";

/** `POST /v1/responses/input_tokens`. */
export const parseInputTokens: Parser = (body, headers, context) => {
  const warnings = new Warnings();
  const request = parseRequest(body, responsesRequestSchema);
  const { chat } = toChatRequest(request, conversationOf(request, context), warnings);
  const toAnswer = (input_tokens: number) => ({ object: "response.input_tokens", input_tokens });
  return warnings.addedTo(countInference(chat, headers, toAnswer));
};
