import type { Warnings } from "../../domain/warnings.ts";
import type { ChatRequest } from "../openai/schemas.ts";
import { systemFirst } from "../openai/system-first.ts";
import { modelName } from "./model-name.ts";
import type { OllamaChat, OllamaGenerate } from "./schemas.ts";
import { toSampling } from "./to-sampling.ts";

type ChatMessage = ChatRequest["messages"][number];
type OllamaMessage = NonNullable<OllamaChat["messages"]>[number];

/** Ollama's chat as a chat request, which every expert understands. */
export function toChatRequest(request: OllamaChat, warnings: Warnings): ChatRequest {
  const { messages, tools } = request;
  return systemFirst({
    ...settings(request, warnings),
    messages: toChatMessages(messages ?? []),
    ...(tools && tools.length > 0 ? { tools: tools.map((tool) => ({ ...tool, type: "function" })) } : {}),
  });
}

/** `generate` is a chat of one message. */
export function toSingleChat(request: OllamaGenerate, warnings: Warnings): ChatRequest {
  const { prompt, system, images, suffix } = request;
  if (suffix) warnings.add("left out: suffix");
  return {
    ...settings(request, warnings),
    messages: [
      ...(system ? [{ role: "system", content: system } as const] : []),
      { role: "user", content: withImages(prompt ?? "", images) },
    ],
  };
}

function settings(request: OllamaChat | OllamaGenerate, warnings: Warnings): Partial<ChatRequest> {
  const { format, think } = request;
  return {
    ...toSampling({ ...request, model: modelName(request.model) }, warnings),
    ...toFormat(format),
    ...toThinking(think),
  };
}

function toFormat(format: OllamaChat["format"]): Pick<ChatRequest, "response_format"> {
  if (format === undefined || format === null || format === "") return {};
  return {
    response_format:
      typeof format === "string"
        ? { type: "json_object" }
        : { type: "json_schema", json_schema: { name: "answer", schema: format, strict: true } },
  };
}

function toThinking(think: OllamaChat["think"]): Partial<ChatRequest> {
  if (think === undefined || think === null || think === "") return {};
  if (typeof think === "string") return { reasoning_effort: think };
  return { chat_template_kwargs: { enable_thinking: think } };
}

/** Ollama names no calls, so they are numbered; results follow their calls in order, or say the tool's name. */
function toChatMessages(messages: readonly OllamaMessage[]): ChatMessage[] {
  let open: { readonly id: string; readonly name: string }[] = [];
  let count = 0;
  return messages.map(({ role, content, images, tool_calls, tool_call_id, tool_name }) => {
    if (role === "tool") {
      const index = tool_name ? open.findIndex(({ name }) => name === tool_name) : 0;
      const [call] = open.splice(Math.max(0, index), 1);
      return { role, content: content ?? "", tool_call_id: tool_call_id ?? call?.id ?? `call_${count}` };
    }
    if (role !== "assistant" || !tool_calls || tool_calls.length === 0) {
      return { role, content: withImages(content ?? "", images) };
    }
    const calls = tool_calls.map(({ id, function: { name, arguments: given } }) => ({
      id: id ?? `call_${(count += 1)}`,
      type: "function",
      function: { name, arguments: JSON.stringify(given ?? {}) },
    }));
    open = calls.map(({ id, function: { name } }) => ({ id, name }));
    return { role, content: content ?? "", tool_calls: calls };
  });
}

function withImages(text: string, images: OllamaMessage["images"]): ChatMessage["content"] {
  if (!images || images.length === 0) return text;
  return [
    ...(text === "" ? [] : [{ type: "text", text }]),
    ...images.map((image) => ({ type: "image_url", image_url: { url: toDataUrl(image.trim()) } })),
  ];
}

/** First letters of a picture in base64, by its type. */
const beginnings = [
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
] as const;

function toDataUrl(image: string): string {
  if (image.startsWith("data:")) return image;
  const type = beginnings.find(([beginning]) => image.startsWith(beginning))?.[1] ?? "image/png";
  return `data:${type};base64,${image}`;
}
