import { readFileSync } from "node:fs";
import type { z } from "zod";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";

/** Reads and validates a JSON file; the message lists every problem. Throws HearthError CONFIG_UNREADABLE or CONFIG_INVALID. */
export function readJsonFile<T>(path: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parse(path));
  if (result.success) return result.data;
  throw new HearthError({
    code: "CONFIG_INVALID",
    at: path,
    message: result.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`).join("; "),
    hint: "Correct the file; `hearth up` writes it from the job's template.",
  });
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new HearthError({
      code: "CONFIG_UNREADABLE",
      at: path,
      // A JSON parser's message quotes the text, and a key file must not be quoted.
      message: cause instanceof SyntaxError ? "is not valid JSON" : messageOf(cause),
      hint: "Name an existing JSON file that this user may read.",
      cause,
    });
  }
}
