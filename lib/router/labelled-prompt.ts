import { readFileSync } from "node:fs";
import { z } from "zod";
import { HearthError, messageOf } from "../errors.ts";

const labelledPromptSchema = z.strictObject({
  text: z.string().min(1),
  /** A route, or `none`. */
  route: z.string().min(1),
  language: z.enum(["en", "de"]).optional(),
  /** `held-out` is never trained on, and nothing is chosen by it. */
  split: z.enum(["train", "held-out"]),
});

export type LabelledPrompt = z.infer<typeof labelledPromptSchema>;

/** Reads a labelled file: JSON Lines, a prompt each. Throws CONFIG_UNREADABLE or CONFIG_INVALID with the line. */
export function readLabelledPrompts(path: string): readonly LabelledPrompt[] {
  const lines = readLines(path);
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : [parseLine(line, `${path}:${index + 1}`)]));
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch (cause) {
    throw new HearthError({
      code: "CONFIG_UNREADABLE",
      at: path,
      message: messageOf(cause),
      hint: "Name an existing file of labelled prompts.",
      cause,
    });
  }
}

function parseLine(line: string, at: string): LabelledPrompt {
  const because = (message: string): HearthError =>
    new HearthError({
      code: "CONFIG_INVALID",
      at,
      message,
      hint: 'Write a prompt a line: {"text": "…", "route": "code", "split": "train"}.',
    });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw because("the line is not JSON");
  }
  const result = labelledPromptSchema.safeParse(value);
  if (result.success) return result.data;
  throw because(result.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`).join("; "));
}
