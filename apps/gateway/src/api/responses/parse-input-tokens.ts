import { countInference } from "../openai/count-inference.ts";
import { parseRequest } from "../openai/parse-request.ts";
import type { Parser } from "../../domain/parser.ts";
import { responsesRequestSchema } from "./schemas.ts";
import { toChatRequest } from "./to-chat-request.ts";

/** `POST /v1/responses/input_tokens`. */
export const parseInputTokens: Parser = (body, headers) =>
  countInference(toChatRequest(parseRequest(body, responsesRequestSchema)), headers, (input_tokens) => ({
    object: "response.input_tokens",
    input_tokens,
  }));
