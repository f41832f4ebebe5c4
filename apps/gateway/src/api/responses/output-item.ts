import { newId } from "../shared/new-id.ts";
import type { TokenLogprob } from "../openai/chat-answer.ts";

import { customInput, type CalledTool } from "./called-tool.ts";

/** One item of a response: a message, reasoning or a call. */
export type OutputItem = { readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>;

export const textPart = (text: string, logprobs: readonly TokenLogprob[]) => ({
  type: "output_text",
  text,
  annotations: [],
  logprobs,
});

export const messageItem = (id: string, content: readonly object[], status = "completed"): OutputItem => ({
  id,
  type: "message",
  status,
  role: "assistant",
  content,
});

export const reasoningItem = (id: string, text: string, status = "completed"): OutputItem => ({
  id,
  type: "reasoning",
  status,
  summary: [],
  content: text === "" ? [] : [{ type: "reasoning_text", text }],
});

export interface Call {
  readonly id: string;
  readonly callId: string;
  /** As the request names it. */
  readonly tool: CalledTool;
  /** As the model wrote them. */
  readonly arguments: string;
}

export const newCallId = ({ kind }: CalledTool): string => newId(kind === "custom" ? "ctc" : "fc");

/** A call in the form in which the request offered the tool. */
export function callItem({ id, callId, tool, arguments: written }: Call, status = "completed"): OutputItem {
  const { kind, ...name } = tool;
  const call = { id, call_id: callId, ...name };
  return kind === "custom"
    ? { ...call, input: written === "" ? "" : customInput(written), type: "custom_tool_call", status }
    : { ...call, arguments: written, type: "function_call", status };
}
