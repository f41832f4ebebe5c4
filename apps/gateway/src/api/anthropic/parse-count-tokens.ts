import { countInference } from "../openai/count-inference.ts";
import { parseRequest } from "../openai/parse-request.ts";
import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { countTokensRequestSchema } from "./schemas.ts";
import { toChatConversation } from "./to-chat-request.ts";

/** `POST /v1/messages/count_tokens`. */
export const parseCountTokens: Parser = (body, headers) => {
  const warnings = new Warnings();
  const chat = toChatConversation(parseRequest(body, countTokensRequestSchema), warnings);
  return warnings.addedTo(countInference(chat, headers, (input_tokens) => ({ input_tokens })));
};
