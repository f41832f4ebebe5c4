import { z } from "zod";
import { dataUrl } from "../shared/data-url.ts";
import { inlineData } from "../shared/inline-data.ts";

/* What the gateway reads of OpenAI's Responses API. It keeps no conversations: what refers to an earlier answer is refused. */

const text = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();

const part = z.discriminatedUnion("type", [
  z.looseObject({ type: z.enum(["input_text", "output_text", "text"]), text: z.string() }),
  z.looseObject({ type: z.literal("refusal"), refusal: z.string() }),
  z.looseObject({ type: z.literal("input_image"), image_url: dataUrl, detail: text }),
  z.looseObject({
    type: z.literal("input_audio"),
    input_audio: z.looseObject({ data: inlineData, format: z.string() }),
  }),
]);

const message = z.looseObject({
  type: z.literal("message").nullish(),
  role: z.enum(["user", "assistant", "system", "developer"]),
  content: z.union([z.string(), z.array(part)]),
});

const functionCall = z.looseObject({
  type: z.literal("function_call"),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});

const functionOutput = z.looseObject({
  type: z.literal("function_call_output"),
  call_id: z.string(),
  output: z.union([z.string(), z.array(part)]),
});

const reasoning = z.looseObject({
  type: z.literal("reasoning"),
  content: z.array(z.looseObject({ text })).nullish(),
});

const item = z.union([functionCall, functionOutput, reasoning, message]);

/** A function of the caller's; OpenAI's own tools run at OpenAI. */
const tool = z.looseObject({
  type: z.literal("function"),
  name: z.string().min(1),
  description: text,
  parameters: z.looseObject({}).nullish(),
  strict: flag,
});

const toolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.looseObject({ type: z.literal("function"), name: z.string() }),
]);

const format = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("text") }),
  z.looseObject({ type: z.literal("json_object") }),
  z.looseObject({ type: z.literal("json_schema"), name: z.string(), schema: z.looseObject({}), strict: flag }),
]);

/** `POST /v1/responses`. */
export const responsesRequestSchema = z.looseObject({
  model: text,
  input: z.union([z.string(), z.array(item).min(1)]),
  instructions: text,
  max_output_tokens: z.int().positive().nullish(),
  stream: flag,
  temperature: number,
  top_p: number,
  top_logprobs: z.int().nonnegative().max(20).nullish(),
  include: z.array(z.string()).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: flag,
  text: z.looseObject({ format: format.nullish() }).nullish(),
  reasoning: z.looseObject({ effort: text }).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  prompt_cache_key: text,
  user: text,
  store: flag,
  background: z.literal(false).nullish(),
  previous_response_id: z.null().optional(),
  conversation: z.null().optional(),
});

export type ResponsesRequest = z.infer<typeof responsesRequestSchema>;
export type ResponsesItem = z.infer<typeof item>;
export type ResponsesPart = z.infer<typeof part>;
