import type { Inference } from "../../domain/inference.ts";
import type { Expert } from "../../domain/expert.ts";
import { frameTokens } from "./write-notes.ts";

/** Prompts are counted by their characters, and may well have this many times the tokens. */
const countedShort = 1.25;
/** Left for the answer of a request that does not say how long it may be. */
const answerTokens = 256;

/**
 * How many tokens of notes every one of the experts still has a place for beside the prompt and its answer: a request that is
 * answered without notes must not fail with them. At most `wanted`.
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
