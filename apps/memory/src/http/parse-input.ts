import type { z } from "zod";
import { ApiError } from "../api/api-error.ts";

/** A value as its schema sees it. Throws ApiError `invalid_value` that names the field. */
export function parseInput<T>(value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const param = fieldName(issue?.path ?? []);
  const message = issue?.message ?? "is not valid";
  throw new ApiError(
    "invalid_value",
    `Invalid value for '${param ?? "body"}': ${message}.`,
    param === undefined ? {} : { param },
  );
}

/** Throws ApiError `invalid_json`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiError("invalid_json", "The body is not valid JSON.");
  }
}

/** `["turns", 0, "role"]` → `turns[0].role`. */
function fieldName(path: readonly PropertyKey[]): string | undefined {
  if (path.length === 0) return undefined;
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
