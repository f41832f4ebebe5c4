import { z } from "zod";
import { dataUrl } from "../shared/data-url.ts";
import { inlineData } from "../shared/inline-data.ts";

/*
 * What the gateway insists on. Fields that it does not know go to the expert untouched; those that it knows have the right
 * type, so that a caller learns the field's name instead of an expert's parser error.
 */

const number = z.number().nullish();
const positive = z.int().positive().nullish();
const name = z.string().nullish();
const flag = z.boolean().nullish();
/** Some servers take the URL alone. */
const mediaUrl = z.union([dataUrl, z.looseObject({ url: dataUrl })]).nullish();
const mediaData = z.looseObject({ data: inlineData.nullish() }).nullish();

/** `text` is a text wherever it stands, and a file is in the request itself; what else belongs to a part is for the expert. */
const contentPart = z.looseObject({
  type: z.string(),
  text: name,
  image_url: mediaUrl,
  audio_url: mediaUrl,
  video_url: mediaUrl,
  input_audio: mediaData,
  input_video: mediaData,
  file: z.looseObject({ file_data: inlineData.nullish(), file_url: dataUrl.nullish() }).nullish(),
});

/** Other tools than functions have other fields; whether there are any is for the expert to say. */
const tool = z.looseObject({
  type: z.string(),
  function: z
    .looseObject({ name: z.string().min(1), description: name, parameters: z.looseObject({}).nullish() })
    .optional(),
});

const toolCall = z.looseObject({
  type: name,
  function: z.looseObject({ name: z.string(), arguments: z.string() }).optional(),
});

const message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: z.union([z.string(), z.array(contentPart)]).nullish(),
  name: name,
  tool_calls: z.array(toolCall).nullish(),
  tool_call_id: name,
});

/** How answers are made and how many, of chats and of completions. */
const samplingSchema = z.looseObject({
  model: name,
  stream: flag,
  stream_options: z.looseObject({ include_usage: flag }).nullish(),
  temperature: number,
  top_p: number,
  frequency_penalty: number,
  presence_penalty: number,
  max_tokens: positive,
  n: positive,
  /** llama-server's own name for `n`. */
  n_cmpl: positive,
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  user: name,
});

export type SamplingFields = z.infer<typeof samplingSchema>;

export const chatRequestSchema = samplingSchema.extend({
  messages: z.array(message).min(1),
  max_completion_tokens: positive,
  logprobs: flag,
  top_logprobs: z.int().nonnegative().nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
  parallel_tool_calls: flag,
});

export type ChatRequest = z.infer<typeof chatRequestSchema>;

const tokens = z.array(z.int().nonnegative()).min(1);

/** Texts or token numbers, one or several. */
const input = z.union([z.string(), z.array(z.string()).min(1), tokens, z.array(tokens).min(1)]);

export const completionRequestSchema = samplingSchema.extend({
  prompt: input,
  suffix: name,
  best_of: positive,
  echo: flag,
  logprobs: z.int().nonnegative().nullish(),
});

export const embeddingsRequestSchema = z.looseObject({
  model: name,
  input: z.union([z.string().min(1), z.array(z.string()).min(1), tokens, z.array(tokens).min(1)]),
  encoding_format: z.enum(["float", "base64"]).nullish(),
  dimensions: positive,
  user: name,
});

/** As at Jina and llama-server. */
export const rerankRequestSchema = z.looseObject({
  model: name,
  query: z.string().min(1),
  documents: z.array(z.string()).min(1),
  top_n: positive,
  user: name,
});

export const imageRequestSchema = z.looseObject({
  model: name,
  prompt: z.string().min(1),
  n: positive,
  size: name,
  response_format: z.enum(["url", "b64_json"]).nullish(),
  stream: flag,
  user: name,
});

export const speechRequestSchema = z.looseObject({
  model: name,
  input: z.string().min(1),
  voice: z.union([z.string(), z.looseObject({})]).nullish(),
  response_format: name,
  speed: number,
  stream_format: z.enum(["sse", "audio"]).nullish(),
});
