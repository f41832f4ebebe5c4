import type { Usage } from "../../domain/usage.ts";
import type { KeyApi } from "@hearth/contracts/keys/key-record.ts";
import type { Inference } from "../../domain/inference.ts";

const writing: ReadonlySet<KeyApi> = new Set(["chat", "completions", "responses", "messages"]);
/** More answers than this to one request no expert gives. */
const mostAnswers = 128;

/**
 * The most that a request should take. Where it does not say how long its answer may be, `assumedTokens` are; an answer that is longer
 * all the same is booked as it was, so the next requests wait for it.
 */
export function mostUsage(inference: Inference, assumedTokens: number): Usage {
  const { api, promptTokens, maxTokens = assumedTokens } = inference;
  if (api === "count_tokens") return { promptTokens: 0, completionTokens: 0 };
  if (!writing.has(api)) return { promptTokens, completionTokens: 0 };
  return { promptTokens, completionTokens: maxTokens * answersOf(inference) };
}

function answersOf(inference: Inference): number {
  if (inference.api !== "chat" && inference.api !== "completions") return 1;
  const { n } = inference.json();
  return typeof n === "number" && n >= 1 ? Math.min(mostAnswers, Math.ceil(n)) : 1;
}
