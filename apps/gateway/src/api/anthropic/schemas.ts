import { z } from "zod";
import { dataUrl } from "../shared/data-url.ts";
import { otherType } from "../shared/other-type.ts";

/*
 * The fields of Anthropic's Messages API that the gateway reads. Others are dropped: no expert would know them. What has a type that
 * the gateway does not know is accepted too; see other-type.ts.
 */

const text = z.looseObject({
  type: z.literal("text").meta({ description: "Kind of block." }),
  text: z.string().meta({ description: "The text." }),
});

const imageSource = z.union([
  z.discriminatedUnion("type", [
    z.looseObject({
      type: z.literal("base64").meta({ description: "How the image is given." }),
      media_type: z.string().meta({ description: "Media type, such as `image/png`." }),
      data: z.string().meta({ description: "The image's bytes in base64." }),
    }),
    z.looseObject({
      type: z.literal("url").meta({ description: "How the image is given." }),
      url: dataUrl.meta({ description: "The image as a `data:` URL; addresses elsewhere are refused." }),
    }),
  ]),
  otherType(["base64", "url"], "source"),
]);

const image = z.looseObject({
  type: z.literal("image").meta({ description: "Kind of block." }),
  source: imageSource.meta({ description: "The image itself." }),
});

const documentSource = z.union([
  z.discriminatedUnion("type", [
    z.looseObject({
      type: z.literal("text").meta({ description: "How the document is given." }),
      data: z.string().meta({ description: "The document's text." }),
    }),
    z.looseObject({
      type: z.literal("content").meta({ description: "How the document is given." }),
      content: z
        .union([z.string(), z.array(z.union([text, otherType(["text"], "block")]))])
        .meta({ description: "The document as a text or as blocks of text." }),
    }),
  ]),
  otherType(["text", "content"], "source"),
]);

const document = z.looseObject({
  type: z.literal("document").meta({ description: "Kind of block." }),
  source: documentSource.meta({ description: "The document itself." }),
  title: z.string().nullish().meta({ description: "Title of the document." }),
});

const toolUse = z.looseObject({
  type: z.literal("tool_use").meta({ description: "Kind of block." }),
  id: z.string().meta({ description: "Id of the call, which its result refers to." }),
  name: z.string().meta({ description: "Name of the tool." }),
  input: z.record(z.string(), z.unknown()).meta({ description: "Arguments of the call." }),
});

const toolResult = z.looseObject({
  type: z.literal("tool_result").meta({ description: "Kind of block." }),
  tool_use_id: z.string().meta({ description: "Id of the call that this is the result of." }),
  content: z
    .union([
      z.string(),
      z.array(
        z.union([
          z.discriminatedUnion("type", [text, image, document]),
          otherType(["text", "image", "document"], "block"),
        ]),
      ),
    ])
    .nullish()
    .meta({ description: "The result: a text, or blocks." }),
  is_error: z.boolean().nullish().meta({ description: "Whether the tool failed; the model is told." }),
});

const thinking = z.looseObject({
  type: z.literal("thinking").meta({ description: "Kind of block." }),
  thinking: z.string().meta({ description: "The model's earlier reasoning." }),
});
const redactedThinking = z.looseObject({
  type: z.literal("redacted_thinking").meta({ description: "Kind of block." }),
});

const block = z.union([
  z.discriminatedUnion("type", [text, image, document, toolUse, toolResult, thinking, redactedThinking]),
  otherType(["text", "image", "document", "tool_use", "tool_result", "thinking", "redacted_thinking"], "block"),
]);

const message = z.looseObject({
  role: z.string().meta({
    description:
      "Who speaks: `user`, `assistant` or `system`. The text of a `system` message goes to the user's message before it. Any other role counts as `user`.",
  }),
  content: z.union([z.string(), z.array(block)]).meta({ description: "What is said: a text, or blocks." }),
});

/** A tool defined by the caller. */
const customTool = z.looseObject({
  type: z.literal("custom").nullish().meta({ description: "`custom`, a tool defined by the caller." }),
  name: z.string().min(1).meta({ description: "Name of the tool." }),
  description: z.string().nullish().meta({ description: "When to use the tool." }),
  input_schema: z.looseObject({}).meta({ description: "JSON Schema of the tool's arguments." }),
});

/** Tools of any other type are Anthropic's own; most of them run at Anthropic. */
const tool = z.union([customTool, otherType(["custom"], "tool")]);

const toolChoice = z.discriminatedUnion("type", [
  z.looseObject({
    type: z
      .literal("auto")
      .meta({ description: "Whether the model may, must or must not call a tool, or which one it must call." }),
    disable_parallel_tool_use: z
      .boolean()
      .nullish()
      .meta({ description: "Whether to allow at most one call per answer." }),
  }),
  z.looseObject({
    type: z
      .literal("any")
      .meta({ description: "Whether the model may, must or must not call a tool, or which one it must call." }),
    disable_parallel_tool_use: z
      .boolean()
      .nullish()
      .meta({ description: "Whether to allow at most one call per answer." }),
  }),
  z.looseObject({
    type: z
      .literal("tool")
      .meta({ description: "Whether the model may, must or must not call a tool, or which one it must call." }),
    name: z.string().meta({ description: "Name of the tool to call." }),
    disable_parallel_tool_use: z
      .boolean()
      .nullish()
      .meta({ description: "Whether to allow at most one call per answer." }),
  }),
  z.looseObject({
    type: z
      .literal("none")
      .meta({ description: "Whether the model may, must or must not call a tool, or which one it must call." }),
  }),
]);

const format = z.looseObject({
  type: z.literal("json_schema").meta({ description: "Form of the answer." }),
  schema: z.looseObject({}).meta({ description: "JSON Schema of the answer." }),
});

/** `POST /v1/messages/count_tokens`. */
export const countTokensRequestSchema = z.looseObject({
  model: z.string().meta({ description: "Name of an expert or model, or `auto`." }),
  messages: z.array(message).min(1).meta({ description: "The conversation so far, oldest first." }),
  system: z
    .union([z.string(), z.array(z.union([text, otherType(["text"], "block")]))])
    .nullish()
    .meta({ description: "System prompt: a text, or blocks of text." }),
  tools: z.array(tool).nullish().meta({
    description:
      "Tools that the model may call. Anthropic's `bash`, `text_editor` and `memory` are offered as functions; tools that run at Anthropic are left out with a warning.",
  }),
  tool_choice: toolChoice.nullish().meta({ description: "How the model chooses among the tools." }),
});

/** `POST /v1/messages`. */
export const messagesRequestSchema = countTokensRequestSchema.extend({
  max_tokens: z.int().positive().meta({ description: "Maximum tokens of the answer." }),
  stream: z.boolean().nullish().meta({ description: "Whether to answer as a stream of events." }),
  stop_sequences: z.array(z.string()).nullish().meta({ description: "Texts at which the answer ends." }),
  temperature: z.number().nullish().meta({ description: "Sampling temperature; higher is more random." }),
  top_p: z
    .number()
    .nullish()
    .meta({ description: "Nucleus sampling: only the most likely tokens up to this total probability." }),
  top_k: z.int().nullish().meta({ description: "Only this many of the most likely tokens." }),
  metadata: z
    .looseObject({
      user_id: z.string().nullish().meta({
        description: "The caller's own id of its user. Names the conversation if there is no header `x-session-id`.",
      }),
    })
    .nullish()
    .meta({ description: "Data about the request." }),
  output_config: z
    .looseObject({ format: format.nullish().meta({ description: "Form of the answer." }) })
    .nullish()
    .meta({ description: "How the answer is formed." }),
});

export type MessagesRequest = z.infer<typeof messagesRequestSchema>;
export type AnthropicMessage = z.infer<typeof message>;
export type AnthropicBlock = z.infer<typeof block>;
export type AnthropicSystem = z.infer<typeof countTokensRequestSchema>["system"];
export type AnthropicTool = z.infer<typeof tool>;
export type AnthropicToolChoice = z.infer<typeof toolChoice>;
export type AnthropicToolResult = z.infer<typeof toolResult>;
export type AnthropicDocument = z.infer<typeof document>;
export type AnthropicImage = z.infer<typeof image>;
