import type { Inference } from "../../domain/inference.ts";
import { isOutside, type Expert } from "../../domain/expert.ts";

/**
 * Whether an expert has the capabilities that a request needs, as far as they are known. Every local model can call tools, since the
 * gateway makes the calls for those that know none.
 */
export function canServe(expert: Expert, { kind: wanted, needs, promptTokens, maxTokens = 0 }: Inference): boolean {
  const { kind, capabilities } = expert;
  if (kind !== wanted) return false;
  if (capabilities === undefined) return true;
  const { contextTokens, tools, vision, audio } = capabilities;
  if (contextTokens !== undefined && promptTokens + maxTokens > contextTokens) return false;
  return !(
    (needs.tools && tools === false && isOutside(expert)) ||
    (needs.vision && vision === false) ||
    (needs.audio && audio === false)
  );
}
