import { z } from "zod";
import { dataUrl } from "../shared/data-url.ts";

/* What the gateway reads of Anthropic's Messages API. Fields that it does not know are left out: no expert would know them. */

const text = z.looseObject({ type: z.literal("text"), text: z.string() });

const imageSource = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("base64"), media_type: z.string(), data: z.string() }),
  z.looseObject({ type: z.literal("url"), url: dataUrl }),
]);

const image = z.looseObject({ type: z.literal("image"), source: imageSource });

const documentSource = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("text"), data: z.string() }),
  z.looseObject({ type: z.literal("content"), content: z.union([z.string(), z.array(text)]) }),
]);

const document = z.looseObject({ type: z.literal("document"), source: documentSource, title: z.string().nullish() });

const toolUse = z.looseObject({
  type: z.literal("tool_use"),
  id: z.string(),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
});

const toolResult = z.looseObject({
  type: z.literal("tool_result"),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.discriminatedUnion("type", [text, image, document]))]).nullish(),
});

const thinking = z.looseObject({ type: z.literal("thinking"), thinking: z.string() });
const redactedThinking = z.looseObject({ type: z.literal("redacted_thinking") });

const block = z.discriminatedUnion("type", [text, image, document, toolUse, toolResult, thinking, redactedThinking]);

const message = z.looseObject({
  role: z.enum(["user", "assistant"]),
  content: z.union([z.string(), z.array(block)]),
});

/** A tool of the caller's; Anthropic's own tools have another type and run at Anthropic. */
const tool = z.looseObject({
  type: z.literal("custom").nullish(),
  name: z.string().min(1),
  description: z.string().nullish(),
  input_schema: z.looseObject({}),
});

const toolChoice = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("auto"), disable_parallel_tool_use: z.boolean().nullish() }),
  z.looseObject({ type: z.literal("any"), disable_parallel_tool_use: z.boolean().nullish() }),
  z.looseObject({ type: z.literal("tool"), name: z.string(), disable_parallel_tool_use: z.boolean().nullish() }),
  z.looseObject({ type: z.literal("none") }),
]);

const format = z.looseObject({ type: z.literal("json_schema"), schema: z.looseObject({}) });

/** `POST /v1/messages/count_tokens`. */
export const countTokensRequestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  system: z.union([z.string(), z.array(text)]).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
});

/** `POST /v1/messages`. */
export const messagesRequestSchema = countTokensRequestSchema.extend({
  max_tokens: z.int().positive(),
  stream: z.boolean().nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.int().nullish(),
  metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
  output_config: z.looseObject({ format: format.nullish() }).nullish(),
});

export type MessagesRequest = z.infer<typeof messagesRequestSchema>;
export type AnthropicMessage = z.infer<typeof message>;
export type AnthropicBlock = z.infer<typeof block>;
export type AnthropicTool = z.infer<typeof tool>;
export type AnthropicToolChoice = z.infer<typeof toolChoice>;
export type AnthropicToolResult = z.infer<typeof toolResult>;
export type AnthropicDocument = z.infer<typeof document>;
export type AnthropicImage = z.infer<typeof image>;
