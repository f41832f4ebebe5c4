import type { z } from "zod";
import type { ChatRequest } from "../openai/schemas.ts";
import type { AnthropicTool, AnthropicToolChoice, countTokensRequestSchema, MessagesRequest } from "./schemas.ts";
import { toChatMessages } from "./to-chat-messages.ts";

type Conversation = z.infer<typeof countTokensRequestSchema>;

/** Anthropic's request as a chat request, which every expert understands. Thinking budgets and cache hints are dropped. */
export function toChatRequest(request: MessagesRequest): ChatRequest {
  const { max_tokens, stream, stop_sequences, temperature, top_p, top_k, metadata, output_config } = request;
  const schema = output_config?.format?.schema;
  const user = metadata?.user_id;
  return {
    ...toChatConversation(request),
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
export function toChatConversation({ model, system, messages, tools, tool_choice }: Conversation): ChatRequest {
  const instructions = typeof system === "string" ? system : system?.map(({ text }) => text).join("\n");
  return {
    model,
    messages: [
      ...(instructions ? [{ role: "system", content: instructions } as const] : []),
      ...messages.flatMap(toChatMessages),
    ],
    ...(tools && tools.length > 0 ? { tools: tools.map(toChatTool), ...toolChoice(tool_choice) } : {}),
  };
}

const toChatTool = ({
  name,
  description,
  input_schema,
}: AnthropicTool): { type: string } & Record<string, unknown> => ({
  type: "function",
  function: { name, ...(description ? { description } : {}), parameters: input_schema },
});

const choices = { auto: "auto", any: "required", none: "none" } as const;

function toolChoice(choice: AnthropicToolChoice | null | undefined): Partial<ChatRequest> {
  if (!choice) return {};
  const tool_choice =
    choice.type === "tool" ? { type: "function", function: { name: choice.name } } : choices[choice.type];
  return {
    tool_choice,
    ...("disable_parallel_tool_use" in choice && choice.disable_parallel_tool_use === true
      ? { parallel_tool_calls: false }
      : {}),
  };
}
