import { chatInference } from "./chat-inference.ts";
import type { Parser } from "../../domain/parser.ts";
import { sessionOf } from "../shared/session-of.ts";
import { parseRequest } from "./parse-request.ts";
import { chatRequestSchema } from "./schemas.ts";
import { severalAnswers } from "./several-answers.ts";

/** `POST /v1/chat/completions`. */
export const parseChat: Parser = (body, headers) => {
  const chat = parseRequest(body, chatRequestSchema);
  return severalAnswers(chatInference(chat, { api: "chat", body, session: sessionOf(headers, chat.user) }), chat);
};
