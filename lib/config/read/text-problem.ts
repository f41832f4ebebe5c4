/** The rules of reading, so that a test can require a fixture for each. */
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

/** What is wrong with the text itself, and at which offset. */
export interface TextProblem {
  readonly rule: (typeof yamlRules)[number];
  readonly offset: number;
  readonly what: string;
  readonly hint: string;
}
