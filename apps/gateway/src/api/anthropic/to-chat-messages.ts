import { jsonBody } from "../shared/json-body.ts";
import type { Other } from "../shared/other-type.ts";
import { textIn } from "../shared/text-in.ts";
import type { Warnings } from "../../domain/warnings.ts";
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
export function toChatMessages({ role: sent, content }: AnthropicMessage, warnings: Warnings): readonly ChatMessage[] {
  const role = toRole(sent, warnings);
  if (typeof content === "string") return [{ role, content }];
  const translate = new Translation(warnings);
  if (role === "assistant") return translate.assistant(content);
  return role === "user" ? translate.user(content) : [{ role, content: simplest(translate.parts(content)) }];
}

function toRole(role: string, warnings: Warnings): "user" | "assistant" | "system" {
  if (role === "user" || role === "assistant" || role === "system") return role;
  if (role === "developer") return "system";
  warnings.add(`sent as the user's: messages of the role ${role.slice(0, 40)}`);
  return "user";
}

class Translation {
  readonly #warnings: Warnings;

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
  }

  user(blocks: readonly AnthropicBlock[]): readonly ChatMessage[] {
    const results = blocks.filter((block) => block.type === "tool_result");
    const parts = blocks.flatMap((block) =>
      block.type === "tool_result" ? this.#imagesIn(block) : this.#toParts(block),
    );
    return [
      ...results.map((block): ChatMessage => ({
        role: "tool",
        tool_call_id: block.tool_use_id,
        content: this.#resultText(block),
      })),
      ...(parts.length === 0 && results.length > 0 ? [] : [{ role: "user", content: simplest(parts) } as const]),
    ];
  }

  /** Empty if nothing is left of the message. */
  assistant(blocks: readonly AnthropicBlock[]): readonly ChatMessage[] {
    const calls = blocks
      .filter((block) => block.type === "tool_use")
      .map(({ id, name, input }) => ({
        id,
        type: "function",
        function: { name, arguments: jsonBody(input).toString() },
      }));
    const thoughts = blocks.filter((block) => block.type === "thinking").map(({ thinking }) => thinking);
    const parts = this.parts(blocks);
    if (blocks.length > 0 && calls.length + thoughts.length + parts.length === 0) return [];
    return [
      {
        role: "assistant",
        content: parts.length === 0 ? null : simplest(parts),
        ...(thoughts.length === 0 ? {} : { reasoning_content: thoughts.join("\n") }),
        ...(calls.length === 0 ? {} : { tool_calls: calls }),
      },
    ];
  }

  parts(blocks: readonly AnthropicBlock[]): readonly Part[] {
    return blocks.flatMap((block) => this.#toParts(block));
  }

  #toParts(block: AnthropicBlock): readonly Part[] {
    if (block.type === "text") return [textPart(block.text)];
    if (block.type === "image") return [this.#imagePart(block)];
    if (block.type === "document") return [textPart(this.#documentText(block))];
    return block.type === "other" ? this.#otherText(block).map(textPart) : [];
  }

  /** A chat's tool message holds text only, so a tool's images go into the user's message after it. */
  #imagesIn({ content }: AnthropicToolResult): readonly Part[] {
    if (typeof content === "string") return [];
    return (content ?? [])
      .filter((block) => block.type === "image")
      .map((block) => this.#imagePart(block))
      .filter(({ type }) => type === "image_url");
  }

  #resultText({ content, is_error }: AnthropicToolResult): string {
    const text =
      typeof content === "string" ? content : (content ?? []).flatMap((b) => this.#resultTexts(b)).join("\n");
    return is_error === true ? asError(text) : text;
  }

  #resultTexts(block: Exclude<AnthropicToolResult["content"], string | null | undefined>[number]): readonly string[] {
    if (block.type === "text") return [block.text];
    if (block.type === "document") return [this.#documentText(block)];
    if (block.type === "other") return this.#otherText(block);
    const { text } = this.#imagePart(block);
    return text === null || text === undefined ? [] : [text];
  }

  /** The picture, or a text in its place if it is not in the request. */
  #imagePart({ source }: AnthropicImage): Part {
    if (source.type === "other") return textPart(this.#leftOut("picture", source));
    const url = source.type === "url" ? source.url : `data:${source.media_type};base64,${source.data}`;
    return { type: "image_url", image_url: { url } };
  }

  #documentText({ title, source }: AnthropicDocument): string {
    const text = this.#sourceText(source);
    return title === null || title === undefined ? text : `${title}\n\n${text}`;
  }

  #sourceText(source: AnthropicDocument["source"]): string {
    if (source.type === "other") return this.#leftOut("document", source);
    if (source.type === "text") return source.data;
    if (typeof source.content === "string") return source.content;
    return source.content
      .flatMap((block) => (block.type === "text" ? [block.text] : this.#otherText(block)))
      .join("\n");
  }

  /** Says in its place that something is missing, so that the model does not make up what it holds. */
  #leftOut(what: string, { sent }: Other): string {
    const kind = typeof sent["media_type"] === "string" ? sent["media_type"] : sent.type;
    this.#warnings.add(`left out: a ${what} of type ${kind.slice(0, 60)}`);
    return `[A ${what} was left out here: it cannot be read.]`;
  }

  #otherText(block: Other): readonly string[] {
    const text = textIn(block);
    if (text !== "") return [text];
    this.#warnings.add(`left out: content of type ${block.sent.type.slice(0, 60)}`);
    return [];
  }
}

/** A chat has no field for it, so the text says that the tool failed. */
function asError(text: string): string {
  if (text.trim() === "") return "Error: the tool failed and gave no message.";
  return /^\W*(?:tool_use_)?error\b/i.test(text) ? text : `Error: ${text}`;
}

const textPart = (text: string): Part => ({ type: "text", text });

/** Templates of small models handle a string more reliably than a list with one text part. */
function simplest(parts: readonly Part[]): string | Part[] {
  if (parts.length === 0) return "";
  return parts.every(({ type }) => type === "text") ? parts.map(({ text }) => text ?? "").join("\n") : [...parts];
}
