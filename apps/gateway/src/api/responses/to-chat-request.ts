import type { ChatRequest } from "../openai/schemas.ts";
import type { ResponsesRequest } from "./schemas.ts";
import { toChatMessages } from "./to-chat-messages.ts";

/** A request of the Responses API as a chat request, which every expert understands. */
export function toChatRequest(request: ResponsesRequest): ChatRequest {
  const { model, input, instructions, max_output_tokens, stream, temperature, top_p, user, reasoning } = request;
  const items = typeof input === "string" ? [{ role: "user" as const, content: input }] : input;
  return {
    ...(model === undefined || model === null ? {} : { model }),
    messages: [...(instructions ? [{ role: "system", content: instructions } as const] : []), ...toChatMessages(items)],
    ...(max_output_tokens ? { max_tokens: max_output_tokens } : {}),
    ...(stream === true ? { stream, stream_options: { include_usage: true } } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(top_p === undefined ? {} : { top_p }),
    ...(user === undefined ? {} : { user }),
    ...(reasoning?.effort ? { reasoning_effort: reasoning.effort } : {}),
    ...logprobs(request),
    ...tools(request),
    ...responseFormat(request),
  };
}

function logprobs({ include, top_logprobs }: ResponsesRequest): Partial<ChatRequest> {
  if (include?.includes("message.output_text.logprobs") !== true && !top_logprobs) return {};
  return { logprobs: true, top_logprobs: top_logprobs ?? 0 };
}

function tools({ tools, tool_choice, parallel_tool_calls }: ResponsesRequest): Partial<ChatRequest> {
  if (!tools || tools.length === 0) return {};
  return {
    tools: tools.map(({ name, description, parameters, strict }) => ({
      type: "function",
      function: {
        name,
        ...(description ? { description } : {}),
        parameters: parameters ?? { type: "object", properties: {} },
        ...(strict === null || strict === undefined ? {} : { strict }),
      },
    })),
    ...(tool_choice
      ? {
          tool_choice:
            typeof tool_choice === "string" ? tool_choice : { type: "function", function: { name: tool_choice.name } },
        }
      : {}),
    ...(parallel_tool_calls === null || parallel_tool_calls === undefined ? {} : { parallel_tool_calls }),
  };
}

function responseFormat({ text }: ResponsesRequest): Partial<ChatRequest> {
  const format = text?.format;
  if (!format || format.type === "text") return {};
  if (format.type === "json_object") return { response_format: { type: "json_object" } };
  const { name, schema, strict } = format;
  return { response_format: { type: "json_schema", json_schema: { name, schema, strict: strict ?? true } } };
}
