import type { KeyApi } from "@hearth/contracts/keys/key-record.ts";
import type { Inference } from "../../domain/inference.ts";

/** Chats of every API; the expert sees them all in one form. */
const chats: ReadonlySet<KeyApi> = new Set(["chat", "messages", "responses"]);
/** Deterministic: no sampling involved. */
const computed: ReadonlySet<KeyApi> = new Set(["embeddings", "rerank"]);

/**
 * Whether a request's answer may be reused: text only, no tools (their results change), one answer, and either a temperature up to
 * `temperatureLimit` or a seed.
 */
export function cacheable(inference: Inference, temperatureLimit: number): boolean {
  const { api, needs, temperature, contentType, anyAnswer } = inference;
  if (contentType !== undefined || anyAnswer !== undefined) return false;
  if (computed.has(api)) return true;
  if (!chats.has(api) && api !== "completions") return false;
  if (needs.tools || needs.vision || needs.audio) return false;
  const { n, best_of, seed } = inference.json();
  if (!isOne(n) || !isOne(best_of)) return false;
  return typeof seed === "number" || (temperature !== undefined && temperature <= temperatureLimit);
}

const isOne = (count: unknown): boolean => count === undefined || count === null || count === 1;

export const isChat = ({ api }: Pick<Inference, "api">): boolean => chats.has(api);
