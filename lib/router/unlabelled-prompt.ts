import { z } from "zod";
import type { UnlabelledPrompt } from "./label-prompts.ts";
import { readJsonLines } from "./read-json-lines.ts";

const schema = z.strictObject({
  text: z.string().min(1),
  expected: z.string().min(1).optional(),
  language: z.enum(["en", "de"]).optional(),
  split: z.enum(["train", "held-out"]).default("train"),
});

/** Prompts to label: JSON Lines. Throws CONFIG_INVALID with the line. */
export const readUnlabelledPrompts = (text: string, path: string): readonly UnlabelledPrompt[] =>
  readJsonLines(text, { path, schema, example: '{"text": "…", "expected": "…"}' });
