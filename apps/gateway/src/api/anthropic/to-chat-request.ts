import type { z } from "zod";
import type { Warnings } from "../../domain/warnings.ts";
import type { ChatRequest } from "../openai/schemas.ts";
import { systemFirst } from "../openai/system-first.ts";
import { nothingLeft } from "../shared/nothing-left.ts";
import type { countTokensRequestSchema, MessagesRequest } from "./schemas.ts";
import { toChatMessages } from "./to-chat-messages.ts";
import { toChatTools } from "./to-chat-tools.ts";
import { toSystemText } from "./to-system-text.ts";

type Conversation = z.infer<typeof countTokensRequestSchema>;

/** Anthropic's request as a chat request, which every expert understands. Thinking budgets and cache hints are dropped. */
export function toChatRequest(request: MessagesRequest, warnings: Warnings): ChatRequest {
  const { max_tokens, stream, stop_sequences, temperature, top_p, top_k, metadata, output_config } = request;
  const schema = output_config?.format?.schema;
  const user = metadata?.user_id;
  return {
    ...toChatConversation(request, warnings),
    max_tokens,
    ...(stream === true ? { stream, stream_options: { include_usage: true } } : {}),
    ...(stop_sequences ? { stop: stop_sequences } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(top_p === undefined ? {} : { top_p }),
    ...(top_k === undefined ? {} : { top_k }),
    ...(user === undefined ? {} : { user }),
    ...(schema
      ? { response_format: { type: "json_schema", json_schema: { name: "output", schema, strict: true } } }
      : {}),
  };
}

/** The parts of a request that become tokens. */
export function toChatConversation(
  { model, system, messages, tools, tool_choice }: Conversation,
  warnings: Warnings,
): ChatRequest {
  const instructions = toSystemText(system);
  const said = messages.flatMap((message) => toChatMessages(message, warnings));
  return systemFirst({
    model,
    messages: [
      ...(instructions === "" ? [] : [{ role: "system", content: instructions } as const]),
      ...(said.length === 0 ? [nothingLeft] : said),
    ],
    ...toChatTools(tools, tool_choice, warnings),
  });
}
