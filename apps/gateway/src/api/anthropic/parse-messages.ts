import { chatInference } from "../openai/chat-inference.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { parseRequest } from "../openai/parse-request.ts";
import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { MessageForm } from "./message-form.ts";
import { messagesRequestSchema } from "./schemas.ts";
import { toChatRequest } from "./to-chat-request.ts";

/** `POST /v1/messages`: sent as a chat, answered in Anthropic's form. */
export const parseMessages: Parser = (body, headers) => {
  const warnings = new Warnings();
  const chat = toChatRequest(parseRequest(body, messagesRequestSchema), warnings);
  const inference = chatInference(chat, {
    api: "messages",
    body: jsonBody(chat),
    session: sessionOf(headers, chat.user),
    answer: () => new MessageForm(),
  });
  return warnings.addedTo(inference);
};
