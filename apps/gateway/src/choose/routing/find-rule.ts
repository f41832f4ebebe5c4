import type { Inference } from "../../domain/inference.ts";
import { detectLanguage } from "@hearth/language/detect-language.ts";
import type { Rule } from "@hearth/contracts/gateway/mapping-file.ts";

/** The first rule that matches a request. */
export const findRule = (rules: readonly Rule[], inference: Inference, keyId: string): Rule | undefined =>
  rules.find((rule) => holds(rule.when, inference, keyId));

function holds(when: Rule["when"], inference: Inference, keyId: string): boolean {
  const { promptTokens, needs } = inference;
  if (when.minPromptTokens !== undefined && promptTokens < when.minPromptTokens) return false;
  if (when.maxPromptTokens !== undefined && promptTokens > when.maxPromptTokens) return false;
  for (const need of ["tools", "vision", "audio", "jsonSchema"] as const) {
    if (when[need] !== undefined && when[need] !== needs[need]) return false;
  }
  if (when.keys !== undefined && !when.keys.includes(keyId)) return false;
  return when.language === undefined || when.language === detectLanguage(inference.text());
}
