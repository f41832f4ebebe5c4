/** The rules that reading knows, so that a test can ask for a fixture of each. */
export const yamlRules = [
  "too-large",
  "not-utf8",
  "not-yaml",
  "tab-indentation",
  "duplicate-key",
  "several-documents",
  "unknown-tag",
  "unknown-alias",
  "alias-bomb",
] as const;

/** What is wrong with the text as such, at an offset of it. */
export interface TextProblem {
  readonly rule: (typeof yamlRules)[number];
  readonly offset: number;
  readonly what: string;
  readonly hint: string;
}
