import { z } from "zod";

/* Ollama's requests. Unknown fields are left out with a warning, as in every API here. */

const name = z.string().nullish();
const flag = z.boolean().nullish();
const number = z.number().nullish();
const whole = z.int().nullish();
const base64 = z
  .string()
  .regex(/^(?:data:image\/[\w.+-]+;base64,)?[A-Za-z0-9+/_-]+={0,2}\s*$/, "Send the picture itself, in base64");

const model = z
  .string()
  .nullish()
  .meta({ description: "Name of an expert or model, or `auto`; a `:latest` at the end is ignored. Default: `auto`." });

const common = {
  model,
  stream: flag.meta({ description: "Whether to answer line by line. Default: true." }),
  format: z
    .union([z.literal(["json", ""]), z.looseObject({})])
    .nullish()
    .meta({ description: "`json`, or the JSON Schema of the answer." }),
  think: z
    .union([z.boolean(), z.string()])
    .nullish()
    .meta({ description: "Whether, or how much, a reasoning model thinks." }),
  keep_alive: z.unknown().optional().meta({ description: "Accepted, without effect: experts stay loaded." }),
  options: z
    .looseObject({
      temperature: number.meta({ description: "Sampling temperature; higher is more random." }),
      top_p: number.meta({ description: "Only the most likely tokens up to this total probability." }),
      top_k: whole.meta({ description: "Only the so many most likely tokens." }),
      min_p: number.meta({ description: "Only tokens at least this likely, relative to the likeliest." }),
      typical_p: number.meta({ description: "Locally typical sampling." }),
      seed: whole.meta({ description: "Seed for sampling." }),
      stop: z
        .union([z.string(), z.array(z.string())])
        .nullish()
        .meta({ description: "Text, or texts, at which the answer ends." }),
      num_predict: whole.meta({ description: "Maximum tokens of the answer; negative: no limit." }),
      repeat_penalty: number.meta({ description: "Penalty on repeated tokens; 1 is none." }),
      repeat_last_n: whole.meta({ description: "How many tokens back repetition is looked for." }),
      presence_penalty: number.meta({ description: "Penalty on tokens that occurred already." }),
      frequency_penalty: number.meta({ description: "Penalty on tokens by how often they occurred already." }),
    })
    .nullish()
    .meta({ description: "Sampling parameters; others, such as `num_ctx`, are left out." }),
};

const toolCall = z.looseObject({
  id: name.meta({ description: "Id of the call." }),
  function: z
    .looseObject({
      name: z.string().meta({ description: "Name of the function." }),
      arguments: z.record(z.string(), z.unknown()).nullish().meta({ description: "Its arguments." }),
    })
    .meta({ description: "The function that was called." }),
});

const images = z.array(base64).nullish().meta({ description: "Pictures, in base64." });

const message = z.looseObject({
  role: z.enum(["system", "user", "assistant", "tool"]).meta({ description: "Who speaks." }),
  content: name.meta({ description: "What is said." }),
  images,
  tool_calls: z.array(toolCall).nullish().meta({ description: "Tools that the assistant called." }),
  tool_call_id: name.meta({ description: "Id of the call that this is the result of." }),
  tool_name: name.meta({ description: "Name of the tool that this is the result of." }),
});

const tool = z.looseObject({
  type: name.meta({ description: "Kind of tool: `function`." }),
  function: z
    .looseObject({
      name: z.string().min(1).meta({ description: "Name of the function." }),
      description: name.meta({ description: "When to call the function." }),
      parameters: z.looseObject({}).nullish().meta({ description: "JSON Schema of the function's arguments." }),
    })
    .meta({ description: "The function." }),
});

export const ollamaChatSchema = z.looseObject({
  ...common,
  messages: z
    .array(message)
    .nullish()
    .meta({ description: "The conversation so far, oldest first. Empty: asks whether the model is loaded." }),
  tools: z.array(tool).nullish().meta({ description: "Tools that the model may call." }),
});

export const ollamaGenerateSchema = z.looseObject({
  ...common,
  prompt: name.meta({ description: "What to answer. Empty: asks whether the model is loaded." }),
  system: name.meta({ description: "The system message." }),
  suffix: name.meta({ description: "Text that comes after the answer." }),
  images,
  raw: flag.meta({ description: "Whether the prompt is continued as it is, without the model's template." }),
});

export const ollamaEmbedSchema = z.looseObject({
  model,
  input: z.union([z.string().min(1), z.array(z.string()).min(1)]).meta({ description: "Text to embed, or several." }),
  truncate: flag.meta({ description: "Accepted, without effect: a text that is too long is refused." }),
  dimensions: z.int().positive().nullish().meta({ description: "Length of the vectors." }),
  keep_alive: z.unknown().optional().meta({ description: "Accepted, without effect: experts stay loaded." }),
  options: z.looseObject({}).nullish().meta({ description: "Accepted, without effect." }),
});

/** The older form, for one text. */
export const ollamaEmbeddingsSchema = z.looseObject({
  model,
  prompt: z.string().min(1).meta({ description: "Text to embed." }),
  keep_alive: z.unknown().optional().meta({ description: "Accepted, without effect: experts stay loaded." }),
  options: z.looseObject({}).nullish().meta({ description: "Accepted, without effect." }),
});

export const ollamaShowSchema = z.looseObject({
  model: name.meta({ description: "Name of a model or expert." }),
  name: name.meta({ description: "The older name of `model`." }),
});

export type OllamaChat = z.infer<typeof ollamaChatSchema>;
export type OllamaGenerate = z.infer<typeof ollamaGenerateSchema>;
