import type { AnswerForm } from "../../domain/answer-form.ts";
import type { KeyApi } from "@hearth/contracts/keys/key-record.ts";
import type { Inference, Needs } from "../../domain/inference.ts";
import type { ChatRequest } from "./schemas.ts";
import { jsonBody } from "../shared/json-body.ts";
import { roughTokens, tokensPerImage } from "../shared/rough-tokens.ts";

/** Characters; enough to tell what a prompt is about. */
const maxTextLength = 8_000;

export interface ChatInferenceParts {
  readonly api: KeyApi;
  /** The chat request as sent to the expert. */
  readonly body: Buffer;
  readonly session: string | undefined;
  readonly answer?: () => AnswerForm;
  /** Path at the expert; `/v1/chat/completions` by default. */
  readonly path?: string;
}

/** A chat in the pipeline's form, whichever API it came through. */
export function chatInference(chat: ChatRequest, parts: ChatInferenceParts): Inference {
  const { api, body, session, answer, path = "/v1/chat/completions" } = parts;
  const size = measure(chat);
  return {
    api,
    path,
    kind: "chat",
    model: chat.model ?? undefined,
    stream: chat.stream === true,
    body,
    ...(answer === undefined ? {} : { answer }),
    needs: size.needs,
    promptTokens: roughTokens(size.characters) + size.images * tokensPerImage,
    maxTokens: chat.max_completion_tokens ?? chat.max_tokens ?? undefined,
    temperature: chat.temperature ?? undefined,
    session,
    text: () => lastUserText(chat).slice(0, maxTextLength),
    json: () => chat,
  };
}

interface Size {
  readonly needs: Needs;
  readonly characters: number;
  readonly images: number;
}

function measure({ messages, tools, response_format }: ChatRequest): Size {
  let characters = 0;
  let images = 0;
  let audio = false;
  for (const { content, tool_calls } of messages) {
    if (typeof content === "string") characters += content.length;
    else {
      for (const part of content ?? []) {
        if (typeof part["text"] === "string") characters += part["text"].length;
        const kind = kindOf(part);
        if (kind === "image" || kind === "other") images += 1;
        if (kind === "audio" || kind === "other") audio = true;
      }
    }
    if (tool_calls) characters += jsonBody(tool_calls).length;
  }
  const hasTools = (tools?.length ?? 0) > 0;
  if (hasTools) characters += jsonBody(tools ?? []).length;
  const needs = { tools: hasTools, vision: images > 0, audio, jsonSchema: response_format?.type === "json_schema" };
  return { needs, characters, images };
}

const textTypes: ReadonlySet<string> = new Set([
  "text",
  "refusal",
  "input_text",
  "output_text",
  "thinking",
  "reasoning",
]);
const media = ["image_url", "audio_url", "video_url", "input_audio", "input_video", "file"] as const;

/**
 * What a part is, by its type and its fields, whatever text stands beside them: the policy for models outside rests on this. Any other
 * part, such as a file, counts as image and audio, so that no rule for text lets it out.
 */
function kindOf(
  part: Readonly<Record<string, unknown>> & { readonly type: string },
): "text" | "image" | "audio" | "other" {
  const held = media.filter((field) => part[field] !== undefined && part[field] !== null);
  if (held.every((field) => field === part.type)) {
    if (textTypes.has(part.type)) return "text";
    if (part.type === "image_url") return "image";
    if (part.type === "input_audio") return "audio";
  }
  return "other";
}

function lastUserText({ messages }: ChatRequest): string {
  const content = messages.findLast(({ role }) => role === "user")?.content;
  if (typeof content === "string") return content;
  return (content ?? [])
    .map((part) => part["text"])
    .filter((text) => typeof text === "string")
    .join("\n");
}
