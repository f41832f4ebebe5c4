import type { IncomingHttpHeaders } from "node:http";
import type { Inference } from "../../domain/inference.ts";
import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { chatInference } from "../openai/chat-inference.ts";
import { parseRequest } from "../openai/parse-request.ts";
import type { ChatRequest } from "../openai/schemas.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { asMessage, asResponse, OllamaForm, type SaidField } from "./answer-form.ts";
import { ollamaChatSchema, ollamaGenerateSchema } from "./schemas.ts";
import { toChatRequest, toSingleChat } from "./to-chat-request.ts";

/** `POST /api/chat`: sent as a chat, answered in Ollama's form. */
export const parseOllamaChat: Parser = (body, headers) => {
  const warnings = new Warnings();
  const chat = toChatRequest(parseRequest(body, ollamaChatSchema), warnings);
  return warnings.addedTo(inference(chat, headers, { field: asMessage, onlyLoads: chat.messages.length === 0 }));
};

/** `POST /api/generate`. */
export const parseOllamaGenerate: Parser = (body, headers) => {
  const warnings = new Warnings();
  const request = parseRequest(body, ollamaGenerateSchema);
  if (request.raw === true) warnings.add("the prompt is put into the model's template all the same: raw");
  const chat = toSingleChat(request, warnings);
  const asksNothing = !request.prompt && (request.images?.length ?? 0) === 0;
  return warnings.addedTo(inference(chat, headers, { field: asResponse, onlyLoads: asksNothing }));
};

/** Clients ask nothing in order to load a model: a token shows that it is there. */
const loading: Partial<ChatRequest> = { messages: [{ role: "user", content: "Hi" }], max_tokens: 1 };

interface Form {
  readonly field: SaidField;
  readonly onlyLoads: boolean;
}

function inference(asked: ChatRequest, headers: IncomingHttpHeaders, { field, onlyLoads }: Form): Inference {
  const chat = onlyLoads ? { ...asked, ...loading } : asked;
  return chatInference(chat, {
    api: "chat",
    body: jsonBody(chat),
    session: sessionOf(headers, undefined),
    answer: () => new OllamaForm(field, onlyLoads),
  });
}
