import { hash } from "node:crypto";
import type { Inference } from "../../domain/inference.ts";

const prefixCharacters = 2_000;
/** Below this, reading the prompt again is faster than waiting for the instance that has it cached. */
const minPromptTokens = 128;

/**
 * A hash that related requests share: of the caller's name for the conversation, else of the prompt up to the first user message,
 * which stays the same as a conversation grows. Undefined if the prompt is too short to matter.
 */
export function affinityOf(inference: Inference, keyId: string): string | undefined {
  const { session } = inference;
  if (session !== undefined) return digest(`session ${keyId} ${session}`);
  if (inference.promptTokens < minPromptTokens) return undefined;
  const prefix = prefixOf(inference.json());
  return prefix === "" ? undefined : digest(`prefix ${prefix}`);
}

function prefixOf({ messages, prompt }: Readonly<Record<string, unknown>>): string {
  if (typeof prompt === "string") return prompt.slice(0, prefixCharacters);
  if (!Array.isArray(messages)) return "";
  const all = messages as readonly { readonly role?: unknown; readonly content?: unknown }[];
  const firstQuestion = all.findIndex(({ role }) => role === "user");
  return all
    .slice(0, firstQuestion + 1)
    .map(({ content }) =>
      (typeof content === "string" ? content : JSON.stringify(content ?? "")).slice(0, prefixCharacters),
    )
    .join("\n");
}

const digest = (text: string): string => hash("sha1", text, "base64url");
