import { parseInput } from "@hearth/service/http/parse-input.ts";
import type { Parser, ParserContext } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { chatInference } from "../openai/chat-inference.ts";
import { requestJson } from "../openai/parse-request.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { conversationOf } from "./conversation.ts";
import { ResponseForm, type FinishedResponse } from "./response-form.ts";
import { responsesRequestSchema } from "./schemas.ts";
import { toChatRequest } from "./to-chat-request.ts";

/** `POST /v1/responses`: sent as a chat, answered in the Responses API's form. */
export const parseResponses: Parser = (body, headers, context) => {
  const warnings = new Warnings();
  const json = requestJson(body);
  const request = parseInput(json, responsesRequestSchema);
  const sent = json as Readonly<Record<string, unknown>>;
  const { chat, called } = toChatRequest(request, conversationOf(request, context), warnings);
  const kept = request.store === false ? undefined : context?.kept;
  const onFinished = (response: FinishedResponse): void => kept?.keep(toKept(sent, response));
  const inference = chatInference(chat, {
    api: "responses",
    body: jsonBody(chat),
    session: sessionOf(headers, request.prompt_cache_key ?? request.user),
    answer: () => new ResponseForm({ request, sent, called, onFinished }),
  });
  return warnings.addedTo(inference);
};

const toKept = (
  { input, previous_response_id }: Readonly<Record<string, unknown>>,
  response: FinishedResponse,
): Parameters<ParserContext["kept"]["keep"]>[0] => ({
  id: response.id,
  asked: jsonBody({ input, previous_response_id }),
  response: jsonBody(response),
  itemIds: response.output.map(({ id }) => id),
});
