import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Two memories of one person, the older first, and what the newer does to it by a person's judgement. */
export interface StatementPair {
  readonly label: "same" | "contradicts" | "related";
  readonly language: string;
  readonly older: string;
  readonly newer: string;
}

export const pairFiles = { "chosen by": "statement-pairs.txt", "held out": "statement-pairs-held-out.txt" } as const;

/** A line a pair: label, language, older, newer. */
export function readStatementPairs(file: string): readonly StatementPair[] {
  return readFileSync(join(import.meta.dirname, file), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [label = "", language = "", older = "", newer = ""] = line.split("|").map((part) => part.trim());
      return { label: label as StatementPair["label"], language, older, newer };
    });
}
