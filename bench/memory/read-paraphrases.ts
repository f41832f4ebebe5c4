import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A skill of the paraphrase set, and questions that mean it in other words. */
export interface ParaphrasedSkill {
  readonly name: string;
  readonly description: string;
  readonly english: readonly string[];
  readonly german: readonly string[];
}

/** paraphrases.txt: a line a skill; its fourth question is German. */
export function readParaphrases(file = join(import.meta.dirname, "paraphrases.txt")): readonly ParaphrasedSkill[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [name = "", description = "", ...questions] = line.split("|").map((part) => part.trim());
      return { name, description, english: questions.slice(0, 3), german: questions.slice(3) };
    });
}
