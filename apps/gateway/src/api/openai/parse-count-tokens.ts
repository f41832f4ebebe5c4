import { countInference } from "./count-inference.ts";
import type { Parser } from "../../domain/parser.ts";
import { parseRequest } from "./parse-request.ts";
import { chatRequestSchema } from "./schemas.ts";
import { systemFirst } from "./system-first.ts";

/** `POST /v1/chat/completions/input_tokens`, as in llama-server: counts the tokens of a chat's prompt. */
export const parseCountTokens: Parser = (body, headers) =>
  countInference(systemFirst(parseRequest(body, chatRequestSchema)), headers, (input_tokens) => ({
    object: "chat.completion.input_tokens",
    input_tokens,
  }));
