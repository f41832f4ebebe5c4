import { chatInference } from "./chat-inference.ts";
import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { knownChat } from "./known-chat.ts";
import { parseRequest } from "./parse-request.ts";
import { chatRequestSchema } from "./schemas.ts";
import { severalAnswers } from "./several-answers.ts";
import { systemFirst } from "./system-first.ts";

/** `POST /v1/chat/completions`. A body with only known fields is passed on byte for byte. */
export const parseChat: Parser = (body, headers) => {
  const asked = parseRequest(body, chatRequestSchema);
  const warnings = new Warnings();
  const chat = systemFirst(knownChat(asked, warnings));
  const inference = chatInference(chat, {
    api: "chat",
    body: chat === asked ? body : jsonBody(chat),
    session: sessionOf(headers, chat.user),
  });
  return warnings.addedTo(severalAnswers(inference, chat));
};
