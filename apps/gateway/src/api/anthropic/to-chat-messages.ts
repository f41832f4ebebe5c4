import { jsonBody } from "../shared/json-body.ts";
import type { ChatRequest } from "../openai/schemas.ts";
import type {
  AnthropicBlock,
  AnthropicDocument,
  AnthropicImage,
  AnthropicMessage,
  AnthropicToolResult,
} from "./schemas.ts";

type ChatMessage = ChatRequest["messages"][number];
type Part = Exclude<NonNullable<ChatMessage["content"]>, string>[number];

/** One Anthropic message as chat messages: there, tool results are separate messages and come first. */
export function toChatMessages({ role, content }: AnthropicMessage): readonly ChatMessage[] {
  if (typeof content === "string") return [{ role, content }];
  return role === "assistant" ? [assistantMessage(content)] : userMessages(content);
}

function userMessages(blocks: readonly AnthropicBlock[]): readonly ChatMessage[] {
  const results = blocks.filter((block) => block.type === "tool_result");
  const parts = blocks.flatMap((block): readonly Part[] =>
    block.type === "tool_result" ? imagesIn(block) : toParts(block),
  );
  return [
    ...results.map((block): ChatMessage => ({ role: "tool", tool_call_id: block.tool_use_id, content: textOf(block) })),
    ...(parts.length === 0 && results.length > 0 ? [] : [{ role: "user", content: simplest(parts) } as const]),
  ];
}

function assistantMessage(blocks: readonly AnthropicBlock[]): ChatMessage {
  const calls = blocks
    .filter((block) => block.type === "tool_use")
    .map(({ id, name, input }) => ({
      id,
      type: "function",
      function: { name, arguments: jsonBody(input).toString() },
    }));
  const thoughts = blocks.filter((block) => block.type === "thinking").map(({ thinking }) => thinking);
  const parts = blocks.flatMap(toParts);
  return {
    role: "assistant",
    content: parts.length === 0 ? null : simplest(parts),
    ...(thoughts.length === 0 ? {} : { reasoning_content: thoughts.join("\n") }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function toParts(block: AnthropicBlock): readonly Part[] {
  if (block.type === "text") return [{ type: "text", text: block.text }];
  if (block.type === "image") return [imagePart(block)];
  return block.type === "document" ? [{ type: "text", text: documentText(block) }] : [];
}

/** A chat's tool message holds text only, so a tool's images go into the user's message after it. */
const imagesIn = ({ content }: AnthropicToolResult): readonly Part[] =>
  typeof content === "string" ? [] : (content ?? []).filter((block) => block.type === "image").map(imagePart);

function textOf({ content }: AnthropicToolResult): string {
  if (typeof content === "string") return content;
  return (content ?? [])
    .flatMap((block) => (block.type === "text" ? [block.text] : block.type === "document" ? [documentText(block)] : []))
    .join("\n");
}

const imagePart = ({ source }: AnthropicImage): Part => ({
  type: "image_url",
  image_url: { url: source.type === "url" ? source.url : `data:${source.media_type};base64,${source.data}` },
});

function documentText({ title, source }: AnthropicDocument): string {
  const text =
    source.type === "text"
      ? source.data
      : typeof source.content === "string"
        ? source.content
        : source.content.map((block) => block.text).join("\n");
  return title === null || title === undefined ? text : `${title}\n\n${text}`;
}

/** Templates of small models handle a string more reliably than a list with one text part. */
function simplest(parts: readonly Part[]): string | Part[] {
  if (parts.length === 0) return "";
  return parts.every(({ type }) => type === "text") ? parts.map(({ text }) => text ?? "").join("\n") : [...parts];
}
