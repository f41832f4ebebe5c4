import { z } from "zod";

/*
 * A chunk of a stream of chats or completions, to be passed on or gathered. Unknown fields are kept.
 */

const text = z.string().nullish();
const count = z.int().nonnegative().catch(0);

const usage = z.looseObject({ prompt_tokens: count, completion_tokens: count });

const toolCall = z.looseObject({
  index: count,
  id: text,
  function: z.looseObject({ name: text, arguments: text }).nullish(),
});

const delta = z.looseObject({
  content: text,
  reasoning_content: text,
  refusal: text,
  tool_calls: z.array(toolCall).nullish(),
});

const choice = z.looseObject({
  index: count,
  /** Only in chats. */
  delta: delta.nullish(),
  /** Only in completions. */
  text,
  logprobs: z.record(z.string(), z.unknown()).nullish(),
  finish_reason: text,
});

export const severalChunkSchema = z.looseObject({
  id: text,
  object: text,
  created: z.number().nullish(),
  model: text,
  system_fingerprint: text,
  choices: z.array(choice).catch([]),
  usage: usage.nullish(),
  error: z.unknown().optional(),
});

export type SeveralChunk = z.infer<typeof severalChunkSchema>;
/** The fields that all chunks of an answer share. */
export type AnswerFrame = Partial<Pick<SeveralChunk, "id" | "object" | "created" | "model" | "system_fingerprint">>;
export type SeveralChoice = z.infer<typeof choice>;
export type SeveralDelta = z.infer<typeof delta>;
export type ToolCallPiece = z.infer<typeof toolCall>;
export type SeveralUsage = z.infer<typeof usage>;
