import { z } from "zod";

/*
 * The fields of a chat's answer, whole and in pieces, that other APIs' answers are made from. Lenient: experts leave out different
 * fields and add others.
 */

const text = z.string().nullish();
const count = z.int().nonnegative().catch(0);

const usage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count }).nullish().catch(null),
  completion_tokens_details: z.object({ reasoning_tokens: count }).nullish().catch(null),
});

const logprobs = z.object({ content: z.array(z.looseObject({ token: z.string(), logprob: z.number() })).nullish() });

const toolCall = z.object({ id: text, function: z.object({ name: z.string(), arguments: z.string() }) });

export const chatAnswerSchema = z.object({
  model: z.string().catch(""),
  choices: z
    .array(
      z.object({
        finish_reason: text,
        message: z.object({
          content: text,
          refusal: text,
          reasoning_content: text,
          tool_calls: z.array(toolCall).nullish(),
        }),
        logprobs: logprobs.nullish(),
      }),
    )
    .min(1),
  usage: usage.nullish(),
});

const toolCallDelta = z.object({
  index: z.int().nonnegative().catch(0),
  id: text,
  function: z.object({ name: text, arguments: text }).nullish(),
});

export const chatChunkSchema = z.object({
  model: z.string().catch(""),
  choices: z
    .array(
      z.object({
        index: z.int().catch(0),
        finish_reason: text,
        delta: z
          .object({
            content: text,
            refusal: text,
            reasoning_content: text,
            tool_calls: z.array(toolCallDelta).nullish(),
          })
          .nullish(),
        logprobs: logprobs.nullish(),
      }),
    )
    .catch([]),
  usage: usage.nullish(),
});

export type ChatAnswer = z.infer<typeof chatAnswerSchema>;
export type ChatChunk = z.infer<typeof chatChunkSchema>;
export type ChatUsage = z.infer<typeof usage>;
export type ChatToolCallDelta = z.infer<typeof toolCallDelta>;
export type TokenLogprob = NonNullable<z.infer<typeof logprobs>["content"]>[number];
