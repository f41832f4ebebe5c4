import type { ChatRequest } from "../../api/openai/schemas.ts";

type Message = ChatRequest["messages"][number];
type Block = Readonly<Record<string, unknown>>;
interface Turn {
  readonly role: "user" | "assistant";
  readonly content: Block[];
}

export interface MessagesTarget {
  readonly model: string;
  /** Used when the request does not limit its answer. */
  readonly maxTokens: number;
}

const highestTemperature = 1;

/** A chat as a request of Anthropic's Messages API. Unsupported fields (seed, penalties, log probabilities) are dropped. */
export function toMessagesRequest(chat: ChatRequest, { model, maxTokens }: MessagesTarget): object {
  const system = chat.messages
    .filter(isSystem)
    .map(textOf)
    .filter((text) => text !== "")
    .join("\n\n");
  const stop = typeof chat.stop === "string" ? [chat.stop] : chat.stop;
  const noTools = chat.tool_choice === "none";
  return {
    model,
    max_tokens: chat.max_completion_tokens ?? chat.max_tokens ?? maxTokens,
    messages: turnsOf(chat.messages.filter((message) => !isSystem(message))),
    ...(system === "" ? {} : { system }),
    ...(typeof chat.temperature === "number" ? { temperature: Math.min(chat.temperature, highestTemperature) } : {}),
    ...(typeof chat.top_p === "number" ? { top_p: chat.top_p } : {}),
    ...(stop ? { stop_sequences: stop } : {}),
    ...(chat.stream === true ? { stream: true } : {}),
    ...(chat.tools && chat.tools.length > 0 && !noTools ? { tools: chat.tools.map(toTool) } : {}),
    ...(chat.tool_choice && !noTools ? { tool_choice: toToolChoice(chat) } : {}),
  };
}

const isSystem = ({ role }: Message): boolean => role === "system" || role === "developer";

function textOf({ content }: Message): string {
  if (typeof content === "string") return content;
  return (content ?? []).map(({ text }) => text ?? "").join("");
}

/** Anthropic's turns alternate, so consecutive messages of one role are merged; tool results belong to the user's turn. */
function turnsOf(messages: readonly Message[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const role = message.role === "assistant" ? "assistant" : "user";
    const blocks = blocksOf(message);
    const last = turns.at(-1);
    if (blocks.length === 0) continue;
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: blocks });
  }
  return turns;
}

function blocksOf(message: Message): Block[] {
  const { role, content, tool_calls, tool_call_id } = message;
  if (role === "tool") return [{ type: "tool_result", tool_use_id: tool_call_id ?? "", content: textOf(message) }];
  const parts: readonly Block[] = typeof content === "string" ? [{ type: "text", text: content }] : (content ?? []);
  const blocks = parts.map(toBlock).filter((block) => block !== undefined);
  return [...blocks, ...(tool_calls ?? []).map(toToolUse)];
}

function toBlock(part: Block): Block | undefined {
  const { type, text, image_url } = part;
  if (type === "text") return typeof text === "string" && text !== "" ? { type, text } : undefined;
  if (type !== "image_url" || typeof image_url !== "object" || image_url === null || !("url" in image_url))
    return undefined;
  const url = String(image_url.url);
  const [, media_type, data] = /^data:([\w/+.-]+);base64,(.*)$/s.exec(url) ?? [];
  return { type: "image", source: data === undefined ? { type: "url", url } : { type: "base64", media_type, data } };
}

interface Named {
  readonly name?: string;
  readonly description?: string;
  readonly parameters?: unknown;
  readonly arguments?: string;
}
const functionOf = (tool: Block): Named => tool["function"] ?? {};

function toToolUse(call: Block): Block {
  const { name = "", arguments: text = "" } = functionOf(call);
  return { type: "tool_use", id: call["id"], name, input: parsed(text) };
}

/** Malformed tool arguments from a model must not break the conversation. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    return { text };
  }
}

function toTool(tool: Block): object {
  const { name, description, parameters } = functionOf(tool);
  return {
    name,
    ...(description === undefined ? {} : { description }),
    input_schema: parameters ?? { type: "object" },
  };
}

function toToolChoice({ tool_choice: choice, parallel_tool_calls }: ChatRequest): object {
  const serial = parallel_tool_calls === false ? { disable_parallel_tool_use: true } : {};
  if (typeof choice === "object" && choice !== null) return { type: "tool", name: functionOf(choice).name, ...serial };
  return { type: choice === "required" ? "any" : "auto", ...serial };
}
