import { z } from "zod";

/*
 * What the gateway insists on. Fields that it does not know go to the expert untouched; those that it knows have the right
 * type, so that a caller learns the field's name instead of an expert's parser error.
 */

const number = z.number().nullish();
const positive = z.int().positive().nullish();
const contentPart = z.looseObject({ type: z.string() });

const message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: z.union([z.string(), z.array(contentPart)]).nullish(),
  name: z.string().nullish(),
  tool_calls: z.array(z.looseObject({})).nullish(),
  tool_call_id: z.string().nullish(),
});

export const chatRequestSchema = z.looseObject({
  model: z.string().nullish(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: number,
  top_p: number,
  frequency_penalty: number,
  presence_penalty: number,
  max_tokens: positive,
  max_completion_tokens: positive,
  n: positive,
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().nonnegative().nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  user: z.string().nullish(),
});

const tokens = z.array(z.int().nonnegative()).min(1);

export const embeddingsRequestSchema = z.looseObject({
  model: z.string().nullish(),
  input: z.union([z.string().min(1), z.array(z.string()).min(1), tokens, z.array(tokens).min(1)]),
  encoding_format: z.enum(["float", "base64"]).nullish(),
  dimensions: positive,
  user: z.string().nullish(),
});
