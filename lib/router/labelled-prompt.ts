import { readFileSync } from "node:fs";
import { z } from "zod";
import { HearthError, reasonOf } from "@hearth/kernel/errors.ts";
import { readJsonLines } from "./read-json-lines.ts";

const schema = z.strictObject({
  text: z.string().min(1),
  /** A route, or `none`. */
  route: z.string().min(1),
  language: z.enum(["en", "de"]).optional(),
  /** `held-out` is never used for training or for choosing parameters. */
  split: z.enum(["train", "held-out"]),
});

export type LabelledPrompt = z.infer<typeof schema>;

/** Reads a labelled file: JSON Lines, one prompt on each line. Throws CONFIG_UNREADABLE or CONFIG_INVALID with the line. */
export function readLabelledPrompts(path: string): readonly LabelledPrompt[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new HearthError({
      code: "CONFIG_UNREADABLE",
      at: path,
      message: reasonOf(cause),
      hint: "Name an existing file of labelled prompts.",
      cause,
    });
  }
  return readJsonLines(text, { path, schema, example: '{"text": "…", "route": "code", "split": "train"}' });
}
