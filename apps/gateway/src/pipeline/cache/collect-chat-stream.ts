import { eventData } from "@hearth/service/http/event-data.ts";
import { readUsage } from "../../upstream/experts/read-usage.ts";

interface Chunk {
  readonly id?: string;
  readonly created?: number;
  readonly model?: string;
  readonly system_fingerprint?: string;
  readonly error?: unknown;
  readonly choices?: readonly {
    readonly index?: number;
    readonly delta?: Readonly<Record<string, unknown>>;
    readonly finish_reason?: string | null;
    readonly logprobs?: unknown;
  }[];
  readonly usage?: unknown;
}

/** The fields that a delta of a plain text answer may have. */
const known: ReadonlySet<string> = new Set(["role", "content", "reasoning_content"]);

/**
 * A stream of `/v1/chat/completions` as the answer it would have been unstreamed. Undefined if it must not be cached: it is not one
 * plain text, holds an error, or is incomplete.
 */
export function collectChatStream(stream: Buffer): Buffer | undefined {
  const events = [...eventData(stream)];
  if (events.pop() !== "[DONE]") return undefined;
  let first: Chunk | undefined;
  let content = "";
  let reasoning = "";
  let finish: string | undefined;
  let usage: unknown;
  for (const event of events) {
    const chunk = parse(event);
    if (chunk === undefined || chunk.error !== undefined) return undefined;
    first ??= chunk;
    if (typeof chunk.usage === "object" && chunk.usage !== null) usage = chunk.usage;
    for (const { index = 0, delta = {}, finish_reason, logprobs = null } of chunk.choices ?? []) {
      if (
        index !== 0 ||
        logprobs !== null ||
        Object.entries(delta).some(([name, value]) => !known.has(name) && value !== null)
      )
        return undefined;
      if (typeof delta["content"] === "string") content += delta["content"];
      if (typeof delta["reasoning_content"] === "string") reasoning += delta["reasoning_content"];
      finish = finish_reason ?? finish;
    }
  }
  if (first === undefined || finish === undefined) return undefined;
  const { id, created, model, system_fingerprint } = first;
  const message = { role: "assistant", ...(reasoning === "" ? {} : { reasoning_content: reasoning }), content };
  const choices = [{ index: 0, message, finish_reason: finish }];
  usage ??= usageOf(stream);
  return Buffer.from(
    JSON.stringify({ id, object: "chat.completion", created, model, system_fingerprint, choices, usage }),
  );
}

function parse(text: string): Chunk | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** llama-server reports counts in its last event's timings even when usage was not asked for. */
function usageOf(stream: Buffer): object | undefined {
  const { promptTokens, completionTokens } = readUsage("", stream.subarray(-16_384).toString("latin1"));
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
