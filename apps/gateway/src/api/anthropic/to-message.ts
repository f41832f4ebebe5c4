import { newId } from "../shared/new-id.ts";
import { parseArguments } from "../shared/parse-arguments.ts";
import type { ChatAnswer, ChatUsage } from "../openai/chat-answer.ts";

/** Stop reasons. A chat's answer does not distinguish a stop sequence from a normal end. */
const stopReasons: Readonly<Record<string, string>> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  function_call: "tool_use",
  content_filter: "refusal",
};

export const toStopReason = (finishReason: string | null | undefined): string =>
  stopReasons[finishReason ?? ""] ?? "end_turn";

/** Anthropic reports tokens read from the prompt cache separately. */
export function toUsage(usage: ChatUsage | null | undefined): Readonly<Record<string, number>> {
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? 0;
  return {
    input_tokens: Math.max(0, (usage?.prompt_tokens ?? 0) - cached),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached,
    output_tokens: usage?.completion_tokens ?? 0,
  };
}

/** A chat's unstreamed answer as Anthropic's message. */
export function toMessage({ model, choices, usage }: ChatAnswer): object {
  const choice = choices[0];
  const { content, refusal, reasoning_content, tool_calls } = choice?.message ?? {};
  const text = content || refusal;
  const calls = tool_calls ?? [];
  return {
    ...emptyMessage(model),
    content: [
      ...(reasoning_content ? [{ type: "thinking", thinking: reasoning_content, signature: "" }] : []),
      ...(text ? [{ type: "text", text }] : []),
      ...calls.map(({ id, function: { name, arguments: input } }) => ({
        type: "tool_use",
        id: id || newId("toolu"),
        name,
        input: parseArguments(input),
      })),
    ],
    stop_reason: calls.length > 0 ? "tool_use" : toStopReason(choice?.finish_reason),
    usage: toUsage(usage),
  };
}

/** A message without content, for a stream's first event. */
export const emptyMessage = (model: string) => ({
  id: newId("msg"),
  type: "message",
  role: "assistant",
  model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: toUsage(undefined),
});
