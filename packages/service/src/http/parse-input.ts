import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import { FrameError } from "./service-error.ts";

/** A body as text. Throws FrameError `invalid_json`. */
export function utf8Text(body: Buffer): string {
  if (!isUtf8(body)) throw new FrameError("invalid_json", "The body is not valid UTF-8.");
  return body.toString();
}

/** Throws FrameError `invalid_json`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new FrameError("invalid_json", "The body is not valid JSON.");
  }
}

/** Parses a value by its schema. Throws FrameError `invalid_value` with the field's name. */
export function parseInput<T>(value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const param = fieldName(issue?.path ?? []);
  const message = issue?.message ?? "is not valid";
  throw new FrameError("invalid_value", `Invalid value for '${param ?? "body"}': ${message}.`, { param });
}

/** `["turns", 0, "role"]` → `turns[0].role`. */
function fieldName(path: readonly PropertyKey[]): string | null {
  if (path.length === 0) return null;
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
