import { z } from "zod";
import { dataUrl } from "../shared/data-url.ts";
import { inlineData } from "../shared/inline-data.ts";
import { otherType } from "../shared/other-type.ts";

/*
 * The fields of OpenAI's Responses API that the gateway reads. What has a type that the gateway does not know is accepted too; see
 * other-type.ts.
 */

const text = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();

const knownPart = z.discriminatedUnion("type", [
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
    image_url: dataUrl.nullish().meta({
      description:
        "The image as a `data:` URL; addresses elsewhere are refused. Without it, the image is left out with a warning.",
    }),
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

const part = z.union([
  knownPart,
  otherType(["input_text", "output_text", "text", "refusal", "input_image", "input_audio"], "part"),
]);

const message = z.looseObject({
  type: z.literal("message").nullish().meta({ description: "Kind of item." }),
  role: z.string().meta({
    description: "Who speaks: `user`, `assistant`, `system` or `developer`. Any other role counts as `user`.",
  }),
  content: z.union([z.string(), z.array(part)]).meta({ description: "What is said: a text, or parts." }),
});

const functionCall = z.looseObject({
  type: z.literal("function_call").meta({ description: "Kind of item." }),
  call_id: z.string().meta({ description: "Id of the call, which its output refers to." }),
  name: z.string().meta({ description: "Name of the function." }),
  namespace: text.meta({ description: "Namespace of the function, if it has one." }),
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

const customCall = z.looseObject({
  type: z.literal("custom_tool_call").meta({ description: "Kind of item." }),
  call_id: z.string().meta({ description: "Id of the call, which its output refers to." }),
  name: z.string().meta({ description: "Name of the tool." }),
  namespace: text.meta({ description: "Namespace of the tool, if it has one." }),
  input: z.string().meta({ description: "The text that the tool was called with." }),
});

const customOutput = z.looseObject({
  type: z.literal("custom_tool_call_output").meta({ description: "Kind of item." }),
  call_id: z.string().meta({ description: "Id of the call that this is the output of." }),
  output: z.union([z.string(), z.array(part)]).meta({ description: "The output: a text, or parts." }),
});

const reference = z.looseObject({
  type: z.literal("item_reference").meta({ description: "Kind of item." }),
  id: z.string().meta({ description: "Id of an item of an earlier answer that is still kept." }),
});

const knownItem = z.discriminatedUnion("type", [
  functionCall,
  functionOutput,
  reasoning,
  customCall,
  customOutput,
  reference,
]);
const knownItemTypes = [...knownItem.options.map((option) => option.shape.type.value), "message"];
const item = z.union([knownItem, message, otherType(knownItemTypes, "item")]);

/** A function defined by the caller. */
const functionTool = z.looseObject({
  type: z.literal("function").meta({ description: "`function`, a function defined by the caller." }),
  name: z.string().min(1).meta({ description: "Name of the function." }),
  description: text.meta({ description: "When to call the function." }),
  parameters: z.looseObject({}).nullish().meta({ description: "JSON Schema of the function's arguments." }),
  strict: flag.meta({ description: "Whether the arguments must follow the schema exactly." }),
});

const customTool = z.looseObject({
  type: z.literal("custom").meta({ description: "`custom`, a tool of the caller that takes a text." }),
  name: z.string().min(1).meta({ description: "Name of the tool." }),
  description: text.meta({ description: "When to call the tool." }),
  format: z
    .looseObject({
      definition: text.meta({ description: "The text's grammar; the model is told it, but not held to it." }),
    })
    .nullish()
    .meta({ description: "Form of the text." }),
});

const namespaceTool = z.looseObject({
  type: z.literal("namespace").meta({ description: "`namespace`, several tools under one name." }),
  name: z.string().min(1).meta({ description: "Name of the namespace." }),
  tools: z
    .array(
      z.union([z.discriminatedUnion("type", [functionTool, customTool]), otherType(["function", "custom"], "tool")]),
    )
    .meta({ description: "The tools." }),
});

/** Tools of any other type are OpenAI's own; most of them run at OpenAI. */
const tool = z.union([
  z.discriminatedUnion("type", [functionTool, customTool, namespaceTool]),
  otherType(["function", "custom", "namespace"], "tool"),
]);

const named = { name: z.string().meta({ description: "Name of the tool." }) };
const toolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.discriminatedUnion("type", [
    z.looseObject({ type: z.literal("function").meta({ description: "Kind of tool." }), ...named }),
    z.looseObject({ type: z.literal("custom").meta({ description: "Kind of tool." }), ...named }),
    z.looseObject({
      type: z.literal("allowed_tools").meta({ description: "Only some of the tools may be called." }),
      mode: z.enum(["auto", "required"]).meta({ description: "Whether one of them must be called." }),
      tools: z
        .array(z.looseObject({ name: text.meta({ description: "Name of the tool." }) }))
        .meta({ description: "The tools that may be called." }),
    }),
  ]),
  otherType(["function", "custom", "allowed_tools"], "choice"),
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
  tools: z.array(tool).nullish().meta({
    description: "Tools that the model may call. Those that run at OpenAI are left out with a warning.",
  }),
  tool_choice: toolChoice.nullish().meta({
    description: "`none`, `auto`, `required`, the tool to call, or the tools that may be called.",
  }),
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
  store: flag.meta({
    description:
      "Whether to keep the answer for an hour, so that a later request can refer to it or to its items. Default: true.",
  }),
  background: z
    .literal(false, { error: "Answers are not made in the background; leave it out" })
    .nullish()
    .meta({ description: "Only `false`: answers are not made in the background." }),
  previous_response_id: text.meta({
    description: "Id of an answer that is still kept; this request continues its conversation.",
  }),
  conversation: z
    .null({ error: "Conversations are not kept; use previous_response_id, or send the whole conversation as input" })
    .optional()
    .meta({ description: "Only `null`: no conversations are kept." }),
});

export type ResponsesRequest = z.infer<typeof responsesRequestSchema>;
export type ResponsesItem = z.infer<typeof item>;
export type ResponsesPart = z.infer<typeof part>;
export type ResponsesTool = z.infer<typeof tool>;

/** Items of a conversation, as they were sent or answered before. */
export const itemsSchema = z.array(item);
