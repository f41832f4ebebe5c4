import type { TokenLogprob } from "../openai/chat-answer.ts";

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
  readonly call_id: string;
  readonly name: string;
  readonly arguments: string;
}

export const callItem = (call: Call, status = "completed"): OutputItem => ({ ...call, type: "function_call", status });
