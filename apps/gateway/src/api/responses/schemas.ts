import { z } from "zod";
import { dataUrl } from "../shared/data-url.ts";
import { inlineData } from "../shared/inline-data.ts";

/* The fields of OpenAI's Responses API that the gateway reads. It stores no conversations: references to earlier answers are refused. */

const text = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();

const part = z.discriminatedUnion("type", [
  z.looseObject({
    type: z.enum(["input_text", "output_text", "text"]).meta({ description: "Kind of part." }),
    text: z.string().meta({ description: "The text." }),
  }),
  z.looseObject({
    type: z.literal("refusal").meta({ description: "Kind of part." }),
    refusal: z.string().meta({ description: "Why the model refused." }),
  }),
  z.looseObject({
    type: z.literal("input_image").meta({ description: "Kind of part." }),
    image_url: dataUrl.meta({ description: "The image as a `data:` URL; addresses elsewhere are refused." }),
    detail: text.meta({ description: "How closely to look at the image." }),
  }),
  z.looseObject({
    type: z.literal("input_audio").meta({ description: "Kind of part." }),
    input_audio: z
      .looseObject({
        data: inlineData.meta({ description: "The recording's bytes in base64." }),
        format: z.string().meta({ description: "Audio format, such as `wav`." }),
      })
      .meta({ description: "The recording." }),
  }),
]);

const message = z.looseObject({
  type: z.literal("message").nullish().meta({ description: "Kind of item." }),
  role: z.enum(["user", "assistant", "system", "developer"]).meta({ description: "Who speaks." }),
  content: z.union([z.string(), z.array(part)]).meta({ description: "What is said: a text, or parts." }),
});

const functionCall = z.looseObject({
  type: z.literal("function_call").meta({ description: "Kind of item." }),
  call_id: z.string().meta({ description: "Id of the call, which its output refers to." }),
  name: z.string().meta({ description: "Name of the function." }),
  arguments: z.string().meta({ description: "Its arguments, as JSON text." }),
});

const functionOutput = z.looseObject({
  type: z.literal("function_call_output").meta({ description: "Kind of item." }),
  call_id: z.string().meta({ description: "Id of the call that this is the output of." }),
  output: z.union([z.string(), z.array(part)]).meta({ description: "The output: a text, or parts." }),
});

const reasoning = z.looseObject({
  type: z.literal("reasoning").meta({ description: "Kind of item." }),
  content: z
    .array(z.looseObject({ text: text.meta({ description: "The text." }) }))
    .nullish()
    .meta({ description: "The model's earlier reasoning." }),
});

const item = z.union([functionCall, functionOutput, reasoning, message]);

/** A caller-defined function; OpenAI's own tools run at OpenAI. */
const tool = z.looseObject({
  type: z
    .literal("function")
    .meta({ description: "`function`, a function defined by the caller; OpenAI's own tools are refused." }),
  name: z.string().min(1).meta({ description: "Name of the function." }),
  description: text.meta({ description: "When to call the function." }),
  parameters: z.looseObject({}).nullish().meta({ description: "JSON Schema of the function's arguments." }),
  strict: flag.meta({ description: "Whether the arguments must follow the schema exactly." }),
});

const toolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.looseObject({
    type: z.literal("function").meta({ description: "Kind of tool: `function`." }),
    name: z.string().meta({ description: "Name of the function to call." }),
  }),
]);

const format = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("text").meta({ description: "Form of the answer." }) }),
  z.looseObject({ type: z.literal("json_object").meta({ description: "Form of the answer." }) }),
  z.looseObject({
    type: z.literal("json_schema").meta({ description: "Form of the answer." }),
    name: z.string().meta({ description: "Name of the schema." }),
    schema: z.looseObject({}).meta({ description: "JSON Schema of the answer." }),
    strict: flag.meta({ description: "Whether the answer must follow the schema exactly." }),
  }),
]);

/** `POST /v1/responses`. */
export const responsesRequestSchema = z.looseObject({
  model: text.meta({ description: "Name of an expert or model, or `auto`. Default: `auto`." }),
  input: z
    .union([z.string(), z.array(item).min(1)])
    .meta({ description: "The request: a text, or the items of the conversation so far." }),
  instructions: text.meta({ description: "System prompt." }),
  max_output_tokens: z.int().positive().nullish().meta({ description: "Maximum tokens of the answer." }),
  stream: flag.meta({ description: "Whether to answer as a stream of events. Default: false." }),
  temperature: number.meta({ description: "Sampling temperature; higher is more random." }),
  top_p: number.meta({ description: "Nucleus sampling: only the most likely tokens up to this total probability." }),
  top_logprobs: z
    .int()
    .nonnegative()
    .max(20)
    .nullish()
    .meta({ description: "How many of the most likely tokens to return at each position." }),
  include: z.array(z.string()).nullish().meta({ description: "Further parts of the answer to return." }),
  tools: z.array(tool).nullish().meta({ description: "Functions that the model may call." }),
  tool_choice: toolChoice.nullish().meta({ description: "`none`, `auto`, `required`, or the function to call." }),
  parallel_tool_calls: flag.meta({ description: "Whether the model may call several functions in one answer." }),
  text: z
    .looseObject({ format: format.nullish().meta({ description: "Form of the answer." }) })
    .nullish()
    .meta({ description: "How the answer is formed." }),
  reasoning: z
    .looseObject({ effort: text.meta({ description: "How much the model reasons." }) })
    .nullish()
    .meta({ description: "How the model reasons." }),
  metadata: z
    .record(z.string(), z.string())
    .nullish()
    .meta({ description: "Data from the caller, returned with the answer." }),
  prompt_cache_key: text.meta({
    description:
      "Names the conversation if there is no header `x-session-id`, so that it stays with the instance that has its beginning cached.",
  }),
  user: text.meta({
    description: "The caller's own id of its user. Names the conversation if there is no `prompt_cache_key`.",
  }),
  store: flag.meta({ description: "Answers are never stored; always returned as `false`." }),
  background: z.literal(false).nullish().meta({ description: "Only `false`: answers are not made in the background." }),
  previous_response_id: z.null().optional().meta({ description: "Only `null`: no earlier answers are kept." }),
  conversation: z.null().optional().meta({ description: "Only `null`: no conversations are kept." }),
});

export type ResponsesRequest = z.infer<typeof responsesRequestSchema>;
export type ResponsesItem = z.infer<typeof item>;
export type ResponsesPart = z.infer<typeof part>;
