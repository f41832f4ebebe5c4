import { jsonBody } from "../../api/shared/json-body.ts";
import { roughTokens } from "../../api/shared/rough-tokens.ts";
import type { Inference } from "../../domain/inference.ts";
import type { WrittenNotes } from "./write-notes.ts";

interface Message {
  readonly role: string;
  readonly content?: unknown;
}

/**
 * The request with notes in its system message, which is added if missing. The notes come after the caller's own text, so that its
 * cached prompt stays usable.
 */
export function withNotes(inference: Inference, { count, text }: WrittenNotes): Inference {
  const { messages, ...rest } = inference.json();
  const [first, ...others] = messages as readonly Message[];
  const changed =
    first?.role === "system" || first?.role === "developer"
      ? [{ ...first, content: appended(first.content, text) }, ...others]
      : [{ role: "system", content: text }, ...(messages as readonly Message[])];
  const chat = { ...rest, messages: changed };
  return {
    ...inference,
    body: jsonBody(chat),
    promptTokens: inference.promptTokens + roughTokens(text.length),
    json: () => chat,
    notes: { count, without: inference },
  };
}

/** A message's content is a string or a list of parts. */
function appended(content: unknown, text: string): unknown {
  if (Array.isArray(content)) return [...(content as readonly unknown[]), { type: "text", text }];
  return typeof content === "string" && content !== "" ? `${content}\n\n${text}` : text;
}
