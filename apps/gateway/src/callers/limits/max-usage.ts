import type { Usage } from "../../domain/usage.ts";
import type { KeyApi } from "@hearth/contracts/keys/key-record.ts";
import type { Inference } from "../../domain/inference.ts";

const writing: ReadonlySet<KeyApi> = new Set(["chat", "completions", "responses", "messages"]);
/** No expert gives more answers to one request. */
const maxAnswers = 128;

/**
 * Upper estimate of a request's usage. A request without a limit counts as `assumedTokens` long; a longer answer is booked in full,
 * so later requests pay for it.
 */
export function maxUsage(inference: Inference, assumedTokens: number): Usage {
  const { api, promptTokens, maxTokens = assumedTokens } = inference;
  if (api === "count_tokens") return { promptTokens: 0, completionTokens: 0 };
  if (!writing.has(api)) return { promptTokens, completionTokens: 0 };
  return { promptTokens, completionTokens: maxTokens * answersOf(inference) };
}

function answersOf(inference: Inference): number {
  if (inference.api !== "chat" && inference.api !== "completions") return 1;
  const { n } = inference.json();
  return typeof n === "number" && n >= 1 ? Math.min(maxAnswers, Math.ceil(n)) : 1;
}
