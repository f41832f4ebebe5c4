import type { Inference } from "../../domain/inference.ts";
import type { Expert } from "../../domain/expert.ts";

/** Whether an expert has the capabilities that a request needs, as far as they are known. */
export function canServe(
  { kind, capabilities }: Expert,
  { kind: wanted, needs, promptTokens, maxTokens = 0 }: Inference,
): boolean {
  if (kind !== wanted) return false;
  if (capabilities === undefined) return true;
  const { contextTokens, tools, vision, audio } = capabilities;
  if (contextTokens !== undefined && promptTokens + maxTokens > contextTokens) return false;
  return !((needs.tools && tools === false) || (needs.vision && vision === false) || (needs.audio && audio === false));
}
