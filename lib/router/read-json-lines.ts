import type { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";

export interface LinesOf<T> {
  /** For messages. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** What a line looks like. */
  readonly example: string;
}

/** Values of a text with one JSON value a line. Throws CONFIG_INVALID with the first line that is wrong. */
export function readJsonLines<T>(text: string, { path, schema, example }: LinesOf<T>): readonly T[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const because = (message: string): HearthError =>
      new HearthError({
        code: "CONFIG_INVALID",
        at: `${path}:${index + 1}`,
        message,
        hint: `Write one a line: ${example}`,
      });
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw because("the line is not JSON");
    }
    const result = schema.safeParse(value);
    if (result.success) return [result.data];
    throw because(
      result.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`).join("; "),
    );
  });
}
