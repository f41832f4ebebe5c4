import { suggestion } from "./nearest-name.ts";

/** What is wrong with patterns of models, or undefined: each has to match something. */
export function unknownModel(patterns: readonly string[], known: readonly string[]): string | undefined {
  const wrong = patterns.find((pattern) => !matchesAny(pattern, known));
  return wrong === undefined ? undefined : `no expert or model is called ${wrong}; ${suggestion(wrong, known)}`;
}

/** `*` stands for any part of a name. */
export function matchesAny(pattern: string, known: readonly string[]): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const expression = new RegExp(`^${parts.join(".*")}$`);
  return known.some((name) => expression.test(name));
}
