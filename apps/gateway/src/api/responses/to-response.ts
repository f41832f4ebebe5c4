import { newId } from "../shared/new-id.ts";
import type { ChatAnswer, ChatUsage } from "../openai/chat-answer.ts";
import type { ErrorEnvelope } from "../../domain/api-error.ts";
import type { CalledTools } from "./called-tool.ts";
import { callItem, messageItem, newCallId, reasoningItem, textPart, type OutputItem } from "./output-item.ts";
import type { ResponsesRequest } from "./schemas.ts";

/** The fields of a response besides its items. */
export interface ResponseFrame {
  readonly id: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly model: string;
  readonly request: ResponsesRequest;
  /** The request as it was sent; some of its fields are in the answer. */
  readonly sent: Readonly<Record<string, unknown>>;
}

export interface ResponseEnd {
  readonly output: readonly OutputItem[];
  readonly finish: string | null | undefined;
  readonly usage: ChatUsage | null | undefined;
}

/** A response without output, for a stream's first event. */
export function openResponse({
  id,
  createdAt,
  model,
  request,
  sent,
}: ResponseFrame): Readonly<Record<string, unknown>> {
  return {
    id,
    object: "response",
    created_at: createdAt,
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    metadata: request.metadata ?? {},
    model,
    output: [],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    reasoning: { effort: request.reasoning?.effort ?? null, summary: null },
    store: request.store ?? true,
    temperature: request.temperature ?? null,
    text: request.text ?? { format: { type: "text" } },
    tool_choice: sent["tool_choice"] ?? "auto",
    tools: sent["tools"] ?? [],
    top_logprobs: request.top_logprobs ?? 0,
    top_p: request.top_p ?? null,
    truncation: "disabled",
    usage: null,
    user: request.user ?? null,
  };
}

/** Why an answer is incomplete, by the expert's finish reason. */
const incomplete: Readonly<Record<string, string>> = { length: "max_output_tokens", content_filter: "content_filter" };

/** A response that failed, for a stream's last event. */
export const failedResponse = (frame: ResponseFrame, output: readonly OutputItem[], { error }: ErrorEnvelope) => ({
  ...openResponse(frame),
  status: "failed",
  error: { code: error.code ?? error.type, message: error.message },
  output,
});

/** A finished response. */
export function closedResponse(frame: ResponseFrame, { output, finish, usage }: ResponseEnd) {
  const reason = incomplete[finish ?? ""];
  return {
    ...openResponse(frame),
    id: frame.id,
    status: reason === undefined ? ("completed" as const) : ("incomplete" as const),
    ...(reason === undefined ? {} : { incomplete_details: { reason } }),
    output,
    usage: toUsage(usage),
  };
}

/** A chat's unstreamed answer as a response. */
export function toResponse({ choices, usage }: ChatAnswer, frame: ResponseFrame, called: CalledTools) {
  const choice = choices[0];
  const { content, refusal, reasoning_content, tool_calls } = choice?.message ?? {};
  const parts = [
    ...(content ? [textPart(content, choice?.logprobs?.content ?? [])] : []),
    ...(refusal ? [{ type: "refusal", refusal }] : []),
  ];
  const output: OutputItem[] = [
    ...(reasoning_content ? [reasoningItem(newId("rs"), reasoning_content)] : []),
    ...(parts.length > 0 ? [messageItem(newId("msg"), parts)] : []),
    ...(tool_calls ?? []).map(({ id, function: { name, arguments: written } }) => {
      const tool = called.get(name) ?? { kind: "function", name };
      return callItem({ id: newCallId(tool), callId: id || newId("call"), tool, arguments: written });
    }),
  ];
  return closedResponse(frame, { output, finish: choice?.finish_reason, usage });
}

const toUsage = (usage: ChatUsage | null | undefined) => ({
  input_tokens: usage?.prompt_tokens ?? 0,
  input_tokens_details: { cached_tokens: usage?.prompt_tokens_details?.cached_tokens ?? 0 },
  output_tokens: usage?.completion_tokens ?? 0,
  output_tokens_details: { reasoning_tokens: usage?.completion_tokens_details?.reasoning_tokens ?? 0 },
  total_tokens: (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0),
});
