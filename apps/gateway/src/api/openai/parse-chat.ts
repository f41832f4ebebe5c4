import { chatInference } from "./chat-inference.ts";
import type { Parser } from "../../domain/parser.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { parseRequest } from "./parse-request.ts";
import { chatRequestSchema } from "./schemas.ts";
import { severalAnswers } from "./several-answers.ts";
import { systemFirst } from "./system-first.ts";

/** `POST /v1/chat/completions`. */
export const parseChat: Parser = (body, headers) => {
  const sent = parseRequest(body, chatRequestSchema);
  const chat = systemFirst(sent);
  const parts = { body: chat === sent ? body : jsonBody(chat), session: sessionOf(headers, chat.user) };
  return severalAnswers(chatInference(chat, { api: "chat", ...parts }), chat);
};
