import { countInference } from "./count-inference.ts";
import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { knownChat } from "./known-chat.ts";
import { parseRequest } from "./parse-request.ts";
import { chatRequestSchema } from "./schemas.ts";
import { systemFirst } from "./system-first.ts";

/** `POST /v1/chat/completions/input_tokens`, as in llama-server: counts the tokens of a chat's prompt. */
export const parseCountTokens: Parser = (body, headers) => {
  const warnings = new Warnings();
  const chat = systemFirst(knownChat(parseRequest(body, chatRequestSchema), warnings));
  return warnings.addedTo(
    countInference(chat, headers, (input_tokens) => ({ object: "chat.completion.input_tokens", input_tokens })),
  );
};
