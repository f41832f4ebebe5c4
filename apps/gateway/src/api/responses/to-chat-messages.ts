import { without } from "@hearth/kernel/omit.ts";
import type { Warnings } from "../../domain/warnings.ts";
import type { ChatRequest } from "../openai/schemas.ts";
import { jsonBody } from "../shared/json-body.ts";
import type { Other } from "../shared/other-type.ts";
import { textIn } from "../shared/text-in.ts";
import { customArgument, functionName } from "./called-tool.ts";
import type { ResponsesItem, ResponsesPart } from "./schemas.ts";

type ChatMessage = ChatRequest["messages"][number];
type Part = Exclude<NonNullable<ChatMessage["content"]>, string>[number];

/** Items as chat messages. Consecutive calls and reasoning become one assistant message, as in a chat. */
export function toChatMessages(items: readonly ResponsesItem[], warnings: Warnings): readonly ChatMessage[] {
  const conversation = new Conversation(warnings);
  for (const item of items) conversation.add(item);
  return conversation.end();
}

class Conversation {
  readonly #messages: ChatMessage[] = [];
  readonly #warnings: Warnings;
  /** A chat's tool message holds text only, so a tool's images go into a user's message after all results. */
  #images: Part[] = [];

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
  }

  add(item: ResponsesItem): void {
    switch (item.type) {
      case "function_call_output":
      case "custom_tool_call_output":
        this.#result(item.call_id, item.output);
        break;
      case "function_call":
        this.#call(item.call_id, functionName(item.name, item.namespace), item.arguments);
        break;
      case "custom_tool_call":
        this.#call(
          item.call_id,
          functionName(item.name, item.namespace),
          toArguments({ [customArgument]: item.input }),
        );
        break;
      case "reasoning":
        this.#think((item.content ?? []).map(({ text }) => text ?? "").join("\n"));
        break;
      case "item_reference":
        // References are replaced by their items before; see conversation.ts.
        break;
      case "other":
        this.#other(item);
        break;
      case "message":
      case null:
      case undefined:
        this.#say(this.#toRole(item.role), this.#toContent(item.content));
    }
  }

  end(): readonly ChatMessage[] {
    this.#flushImages();
    return this.#messages;
  }

  #push(message: ChatMessage): void {
    this.#flushImages();
    this.#messages.push(message);
  }

  #flushImages(): void {
    if (this.#images.length === 0) return;
    this.#messages.push({ role: "user", content: this.#images });
    this.#images = [];
  }

  #say(role: ChatMessage["role"], content: string | Part[]): void {
    const last = this.#messages.at(-1);
    if (role === "assistant" && last !== undefined && isThought(last)) last.content = content;
    else this.#push({ role, content });
  }

  #think(thought: string): void {
    if (thought !== "") this.#push({ role: "assistant", content: null, reasoning_content: thought });
  }

  #call(id: string, name: string, written: string): void {
    const call = { id, type: "function", function: { name, arguments: written } };
    const last = this.#images.length === 0 ? this.#messages.at(-1) : undefined;
    if (last?.role === "assistant") last.tool_calls = [...(last.tool_calls ?? []), call];
    else this.#push({ role: "assistant", content: null, tool_calls: [call] });
  }

  #result(tool_call_id: string, output: string | readonly ResponsesPart[]): void {
    const parts = typeof output === "string" ? [{ type: "text", text: output }] : this.#toParts(output);
    const content = parts.map(({ text }) => text ?? "").filter((text) => text !== "");
    this.#messages.push({ role: "tool", tool_call_id, content: content.join("\n") });
    this.#images.push(...parts.filter(({ type }) => type !== "text"));
  }

  /** Calls of OpenAI's own tools that the caller ran, such as `local_shell_call`, tell the model what happened; others cannot. */
  #other(item: Other): void {
    const { type, call_id, output } = item.sent;
    if (typeof call_id === "string" && type.endsWith("_call_output")) {
      this.#messages.push({ role: "tool", tool_call_id: call_id, content: this.#outputText(item, output) });
    } else if (typeof call_id === "string" && type.endsWith("_call")) {
      this.#call(
        call_id,
        type.slice(0, -"_call".length),
        toArguments(without(item.sent, "type", "id", "status", "call_id")),
      );
    } else this.#leaveOut(type);
  }

  #outputText(item: Other, output: unknown): string {
    if (typeof output === "string") return output;
    const parts: unknown = Array.isArray(output) ? output : [output];
    const text = textIn({ ...item, sent: { type: item.sent.type, content: parts } });
    if (text !== "") return text;
    const json = toArguments({ output });
    if (json.length <= maxOutputCharacters) return json;
    this.#leaveOut(item.sent.type);
    return "[The output was left out here: it cannot be read.]";
  }

  #leaveOut(type: string): void {
    this.#warnings.add(`left out: items of type ${type.slice(0, 60)}`);
  }

  #toRole(role: string): ChatMessage["role"] {
    if (role === "user" || role === "assistant" || role === "system" || role === "developer") return role;
    this.#warnings.add(`sent as the user's: messages of the role ${role.slice(0, 40)}`);
    return "user";
  }

  #toContent(content: string | readonly ResponsesPart[]): string | Part[] {
    if (typeof content === "string") return content;
    const parts = this.#toParts(content);
    // Templates of small models handle a string more reliably than a list of text parts.
    return parts.every(({ type }) => type === "text") ? parts.map(({ text }) => text ?? "").join("\n") : parts;
  }

  #toParts(parts: readonly ResponsesPart[]): Part[] {
    return parts.map((part) => this.#toPart(part));
  }

  #toPart(part: ResponsesPart): Part {
    switch (part.type) {
      case "input_image":
        return part.image_url === null || part.image_url === undefined
          ? this.#leftOut("input_image without image_url", "An image")
          : { type: "image_url", image_url: { url: part.image_url, ...(part.detail ? { detail: part.detail } : {}) } };
      case "input_audio":
        return { type: "input_audio", input_audio: part.input_audio };
      case "refusal":
        return { type: "text", text: part.refusal };
      case "other": {
        const text = textIn(part);
        return text === "" ? this.#leftOut(part.sent.type.slice(0, 60), "A file") : { type: "text", text };
      }
      case "input_text":
      case "output_text":
      case "text":
        return { type: "text", text: part.text };
    }
  }

  /** Says in its place that something is missing, so that the model does not make up what it holds. */
  #leftOut(type: string, what: string): Part {
    this.#warnings.add(`left out: content of type ${type}`);
    return { type: "text", text: `[${what} was left out here: it cannot be read.]` };
  }
}

/** Longer outputs of an unknown form are pictures and the like. */
const maxOutputCharacters = 20_000;

const toArguments = (value: object): string => jsonBody(value).toString();

/** Reasoning is merged with the message after it. */
const isThought = ({ role, content, tool_calls }: ChatMessage): boolean =>
  role === "assistant" && content === null && tool_calls === undefined;
