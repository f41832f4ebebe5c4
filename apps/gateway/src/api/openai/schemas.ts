import { z } from "zod";
import { dataUrl } from "../shared/data-url.ts";
import { inlineData } from "../shared/inline-data.ts";

/*
 * What the gateway checks. Known fields must have the right type, so that a caller gets the field's name instead of an expert's parser
 * error; others are left out, see known-fields.ts.
 */

const number = z.number().nullish();
/*
 * Without bounds, sampling becomes infinite or not a number, and llama-server fails in the middle of an answer with a form. OpenAI's
 * bounds are narrower.
 */
const share = z.number().min(0).max(1).nullish();
const penalty = z.number().min(-100).max(100).nullish();
const positive = z.int().positive().nullish();
/** Some clients, such as Open WebUI, send -1 for "no limit". */
const limit = z.union([z.int().positive(), z.literal(-1)]).nullish();
/** As at OpenAI: without an upper bound, the answer has the whole vocabulary for each token. */
const alternatives = z.int().nonnegative().max(20).nullish();
const name = z.string().nullish();
const flag = z.boolean().nullish();
/** Some servers accept the URL alone. */
const mediaUrl = z
  .union([
    dataUrl,
    z.looseObject({
      url: dataUrl.meta({ description: "The file as a `data:` URL; addresses elsewhere are refused." }),
    }),
  ])
  .nullish();
const mediaData = z
  .looseObject({ data: inlineData.nullish().meta({ description: "The file's bytes in base64." }) })
  .nullish();

/** `text` must be a string and files must be inline; the expert checks the rest of a part. */
const contentPart = z.looseObject({
  type: z.string().meta({ description: "Kind of part." }),
  text: name.meta({ description: "The text." }),
  image_url: mediaUrl.meta({ description: "An image, as a `data:` URL." }),
  audio_url: mediaUrl.meta({ description: "A recording, as a `data:` URL." }),
  video_url: mediaUrl.meta({ description: "A video, as a `data:` URL." }),
  input_audio: mediaData.meta({ description: "A recording, in base64." }),
  input_video: mediaData.meta({ description: "A video, in base64." }),
  file: z
    .looseObject({
      file_data: inlineData.nullish().meta({ description: "The file's bytes in base64, or a `data:` URL." }),
      file_url: dataUrl.nullish().meta({ description: "The file as a `data:` URL; addresses elsewhere are refused." }),
    })
    .nullish()
    .meta({ description: "A file." }),
});

/** Tools other than functions have other fields; the expert decides whether it knows them. */
const tool = z.looseObject({
  type: z.string().meta({ description: "Kind of tool: `function`." }),
  function: z
    .looseObject({
      name: z.string().min(1).meta({ description: "Name of the function." }),
      description: name.meta({ description: "When to call the function." }),
      parameters: z.looseObject({}).nullish().meta({ description: "JSON Schema of the function's arguments." }),
    })
    .optional()
    .meta({ description: "The function." }),
});

const toolCall = z.looseObject({
  type: name.meta({ description: "Kind of tool: `function`." }),
  function: z
    .looseObject({
      name: z.string().meta({ description: "Name of the function." }),
      arguments: z.string().meta({ description: "Its arguments, as JSON text." }),
    })
    .optional()
    .meta({ description: "The function that was called." }),
});

const message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]).meta({ description: "Who speaks." }),
  content: z
    .union([z.string(), z.array(contentPart)])
    .nullish()
    .meta({ description: "What is said: a text, or parts." }),
  name: name.meta({ description: "Name of the speaker." }),
  tool_calls: z.array(toolCall).nullish().meta({ description: "Tools that the assistant called." }),
  tool_call_id: name.meta({ description: "Id of the call that this is the result of." }),
});

/** Sampling parameters and the number of answers, for chats and completions. */
const samplingSchema = z.looseObject({
  model: name.meta({ description: "Name of an expert or model, or `auto`. Default: `auto`." }),
  stream: flag.meta({ description: "Whether to answer as a stream of events. Default: false." }),
  stream_options: z
    .looseObject({ include_usage: flag.meta({ description: "Whether the stream ends with the tokens used." }) })
    .nullish()
    .meta({ description: "Options of the stream." }),
  temperature: z
    .number()
    .min(0)
    .max(100)
    .nullish()
    .meta({ description: "Sampling temperature; higher is more random." }),
  top_p: share.meta({ description: "Nucleus sampling: only the most likely tokens up to this total probability." }),
  frequency_penalty: penalty.meta({ description: "Penalty on tokens by how often they occurred already." }),
  presence_penalty: penalty.meta({ description: "Penalty on tokens that occurred already." }),
  max_tokens: limit.meta({ description: "Maximum tokens of the answer; -1: no limit." }),
  n: positive.meta({ description: "Number of answers." }),
  n_cmpl: positive.meta({ description: "llama-server's own name for `n`." }),
  seed: z.int().nullish().meta({ description: "Seed for sampling; the same seed makes answers repeatable." }),
  stop: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .meta({ description: "Text, or texts, at which the answer ends." }),
  logit_bias: z
    .record(z.string(), z.number().min(-1_000).max(1_000))
    .nullish()
    .meta({ description: "Bias of single tokens, by their number." }),
  top_k: z.int().nullish().meta({ description: "Only the so many most likely tokens; llama-server's." }),
  min_p: share.meta({ description: "Only tokens at least this likely, relative to the likeliest; llama-server's." }),
  typical_p: share.meta({ description: "Locally typical sampling; llama-server's." }),
  repeat_penalty: z
    .number()
    .min(0.01)
    .max(100)
    .nullish()
    .meta({ description: "Penalty on repeated tokens; 1 is none; llama-server's." }),
  repeat_last_n: z
    .int()
    .max(4_096)
    .nullish()
    .meta({ description: "How many tokens back repetition is looked for; llama-server's." }),
  user: name.meta({
    description: "The caller's own id of its user. Names the conversation if there is no header `x-session-id`.",
  }),
});

export type SamplingFields = z.infer<typeof samplingSchema>;

export const chatRequestSchema = samplingSchema.extend({
  messages: z.array(message).min(1).meta({ description: "The conversation so far, oldest first." }),
  max_completion_tokens: limit.meta({
    description: "Maximum tokens of the answer; takes precedence over `max_tokens`.",
  }),
  logprobs: flag.meta({ description: "Whether to return the log probabilities of the tokens." }),
  top_logprobs: alternatives.meta({ description: "How many of the most likely tokens to return at each position." }),
  response_format: z
    .looseObject({ type: z.string().meta({ description: "`text`, `json_object` or `json_schema`." }) })
    .nullish()
    .meta({ description: "Form of the answer." }),
  tools: z.array(tool).nullish().meta({ description: "Tools that the model may call." }),
  tool_choice: z
    .union([z.string(), z.looseObject({ type: z.string().meta({ description: "Kind of tool: `function`." }) })])
    .nullish()
    .meta({ description: "`none`, `auto`, `required`, or the tool to call." }),
  parallel_tool_calls: flag.meta({ description: "Whether the model may call several tools in one answer." }),
  reasoning_effort: name.meta({ description: "How much a reasoning model thinks, such as `low`." }),
  chat_template_kwargs: z
    .looseObject({ enable_thinking: flag.meta({ description: "Whether a reasoning model thinks before it answers." }) })
    .nullish()
    .meta({ description: "Settings of the model's template; only `enable_thinking` is passed on." }),
});

export type ChatRequest = z.infer<typeof chatRequestSchema>;

const tokens = z.array(z.int().nonnegative()).min(1);

/** One or several texts or lists of token numbers. */
const input = z.union([z.string(), z.array(z.string()).min(1), tokens, z.array(tokens).min(1)]);

export const completionRequestSchema = samplingSchema.extend({
  prompt: input.meta({ description: "Text to continue, or several: as texts or as token numbers." }),
  suffix: name.meta({ description: "Text that comes after the answer." }),
  best_of: positive.meta({ description: "Number of answers to choose the best from." }),
  echo: flag.meta({ description: "Whether to repeat the prompt in the answer." }),
  logprobs: alternatives.meta({ description: "How many log probabilities to return at each position." }),
});

const texts = z.union([z.string().min(1), z.array(z.string()).min(1)]);

export const embeddingsRequestSchema = z.looseObject({
  model: name.meta({ description: "Name of an embedding expert or model, or `auto`. Default: `auto`." }),
  input: texts.meta({ description: "Text to embed, or several." }),
  encoding_format: z
    .enum(["float", "base64"])
    .nullish()
    .meta({ description: "Form of the vectors. Default: `float`." }),
  dimensions: positive.meta({ description: "Length of the vectors; a local model has only its own." }),
  user: name.meta({
    description: "The caller's own id of its user. Names the conversation if there is no header `x-session-id`.",
  }),
});

/** Token numbers are only for models outside, whose vocabulary the caller may know. */
export const embeddingsInputSchema = embeddingsRequestSchema.extend({
  input: z.union([texts, tokens, z.array(tokens).min(1)]),
});

/** As in Jina's API and llama-server. */
export const rerankRequestSchema = z.looseObject({
  model: name.meta({ description: "Name of a reranking expert or model, or `auto`. Default: `auto`." }),
  query: z.string().min(1).meta({ description: "What the documents are compared with." }),
  documents: z.array(z.string()).min(1).meta({ description: "Texts to put in order." }),
  top_n: positive.meta({ description: "Maximum number of results." }),
  user: name.meta({
    description: "The caller's own id of its user. Names the conversation if there is no header `x-session-id`.",
  }),
});

export const imageRequestSchema = z.looseObject({
  model: name.meta({ description: "Name of an image expert or model, or `auto`. Default: `auto`." }),
  prompt: z.string().min(1).meta({ description: "Description of the picture." }),
  n: positive.meta({ description: "Number of pictures." }),
  size: name.meta({ description: "Size in pixels, such as `512x512`." }),
  response_format: z.enum(["url", "b64_json"]).nullish().meta({ description: "How the pictures are returned." }),
  stream: flag.meta({ description: "Whether to answer as a stream of events. Default: false." }),
  user: name.meta({
    description: "The caller's own id of its user. Names the conversation if there is no header `x-session-id`.",
  }),
});

export const speechRequestSchema = z.looseObject({
  model: name.meta({ description: "Name of a speech expert or model, or `auto`. Default: `auto`." }),
  input: z.string().min(1).meta({ description: "Text to speak." }),
  voice: z
    .union([z.string(), z.looseObject({})])
    .nullish()
    .meta({ description: "Voice to speak with." }),
  response_format: name.meta({ description: "Audio format, such as `mp3`." }),
  speed: number.meta({ description: "Speed; 1 is normal." }),
  stream_format: z.enum(["sse", "audio"]).nullish().meta({ description: "Form of the stream." }),
});
