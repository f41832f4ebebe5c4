import type { Warnings } from "../../domain/warnings.ts";
import type { ChatRequest } from "../openai/schemas.ts";
import { systemFirst } from "../openai/system-first.ts";
import { nothingLeft } from "../shared/nothing-left.ts";
import type { CalledTools } from "./called-tool.ts";
import type { ResponsesItem, ResponsesRequest } from "./schemas.ts";
import { toChatMessages } from "./to-chat-messages.ts";
import { toChatTools } from "./to-chat-tools.ts";

export interface TranslatedRequest {
  readonly chat: ChatRequest;
  /** For the way back: what the model calls by another name or in another form. */
  readonly called: CalledTools;
}

/** A request of the Responses API as a chat request, which every expert understands. `items`: the whole conversation. */
export function toChatRequest(
  request: ResponsesRequest,
  items: readonly ResponsesItem[],
  warnings: Warnings,
): TranslatedRequest {
  const { model, instructions, max_output_tokens, stream, temperature, top_p, user, reasoning } = request;
  const { fields, called } = toChatTools(request, warnings);
  const messages = toChatMessages(items, warnings);
  const chat = systemFirst({
    ...(model === undefined || model === null ? {} : { model }),
    messages: [
      ...(instructions ? [{ role: "system", content: instructions } as const] : []),
      ...(messages.length === 0 ? [nothingLeft] : messages),
    ],
    ...(max_output_tokens ? { max_tokens: max_output_tokens } : {}),
    ...(stream === true ? { stream, stream_options: { include_usage: true } } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(top_p === undefined ? {} : { top_p }),
    ...(user === undefined ? {} : { user }),
    ...(reasoning?.effort ? { reasoning_effort: reasoning.effort } : {}),
    ...logprobs(request),
    ...fields,
    ...responseFormat(request),
  });
  return { chat, called };
}

function logprobs({ include, top_logprobs }: ResponsesRequest): Partial<ChatRequest> {
  if (include?.includes("message.output_text.logprobs") !== true && !top_logprobs) return {};
  return { logprobs: true, top_logprobs: top_logprobs ?? 0 };
}

function responseFormat({ text }: ResponsesRequest): Partial<ChatRequest> {
  const format = text?.format;
  if (!format || format.type === "text") return {};
  if (format.type === "json_object") return { response_format: { type: "json_object" } };
  const { name, schema, strict } = format;
  return { response_format: { type: "json_schema", json_schema: { name, schema, strict: strict ?? true } } };
}
