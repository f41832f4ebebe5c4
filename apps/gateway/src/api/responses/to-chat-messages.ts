import type { ChatRequest } from "../openai/schemas.ts";
import type { ResponsesItem, ResponsesPart } from "./schemas.ts";

type ChatMessage = ChatRequest["messages"][number];
type Part = Exclude<NonNullable<ChatMessage["content"]>, string>[number];

/** Items as chat messages. Consecutive calls and reasoning become one assistant message, as in a chat. */
export function toChatMessages(items: readonly ResponsesItem[]): readonly ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const item of items) {
    const last = messages.at(-1);
    if (item.type === "function_call_output") {
      messages.push({ role: "tool", tool_call_id: item.call_id, content: textOf(item.output) });
    } else if (item.type === "function_call") {
      const call = { id: item.call_id, type: "function", function: { name: item.name, arguments: item.arguments } };
      if (last?.role === "assistant") last.tool_calls = [...(last.tool_calls ?? []), call];
      else messages.push({ role: "assistant", content: null, tool_calls: [call] });
    } else if (item.type === "reasoning") {
      const thought = (item.content ?? []).map(({ text }) => text ?? "").join("\n");
      if (thought !== "") messages.push({ role: "assistant", content: null, reasoning_content: thought });
    } else if (item.role === "assistant" && last !== undefined && isThought(last))
      last.content = toContent(item.content);
    else messages.push({ role: item.role, content: toContent(item.content) });
  }
  return messages;
}

/** Reasoning is merged with the message after it. */
const isThought = ({ role, content, tool_calls }: ChatMessage): boolean =>
  role === "assistant" && content === null && tool_calls === undefined;

function toContent(content: string | readonly ResponsesPart[]): string | Part[] {
  if (typeof content === "string") return content;
  const parts = content.map(toPart);
  // Templates of small models handle a string more reliably than a list of text parts.
  return parts.every(({ type }) => type === "text") ? parts.map(({ text }) => text ?? "").join("\n") : parts;
}

function toPart(part: ResponsesPart): Part {
  if (part.type === "input_image") {
    return { type: "image_url", image_url: { url: part.image_url, ...(part.detail ? { detail: part.detail } : {}) } };
  }
  if (part.type === "input_audio") return { type: "input_audio", input_audio: part.input_audio };
  return { type: "text", text: part.type === "refusal" ? part.refusal : part.text };
}

const textOf = (output: string | readonly ResponsesPart[]): string =>
  typeof output === "string"
    ? output
    : output
        .map(toPart)
        .map(({ text }) => text ?? "")
        .join("\n");
