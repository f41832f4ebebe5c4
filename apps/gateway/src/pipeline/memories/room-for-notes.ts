import type { Inference } from "../../domain/inference.ts";
import type { Expert } from "../../domain/expert.ts";
import { frameTokens } from "./write-notes.ts";

/** Prompt tokens are estimated from characters; the real number may be higher by this factor. */
const countedShort = 1.25;
/** Reserved for the answer when the request sets no limit. */
const answerTokens = 256;

/**
 * How many tokens of notes fit into every expert's context beside the prompt and its answer, so that notes never make a request
 * fail. At most `wanted`.
 */
export function roomForNotes(
  { promptTokens, maxTokens = answerTokens }: Pick<Inference, "promptTokens" | "maxTokens">,
  experts: readonly Pick<Expert, "capabilities">[],
  wanted: number,
): number {
  const smallest = Math.min(...experts.map(({ capabilities }) => capabilities?.contextTokens ?? Infinity));
  const room = smallest - Math.ceil(promptTokens * countedShort) - maxTokens - frameTokens;
  return Math.max(0, Math.min(wanted, room));
}
