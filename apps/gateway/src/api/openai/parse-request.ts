import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import { ApiError } from "../../domain/api-error.ts";

/** A request body as its schema sees it. Throws ApiError `invalid_json`, or `invalid_value` that names the field. */
export function parseRequest<T>(body: Buffer, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parseJson(body));
  if (result.success) return result.data;
  const { path, message } = firstIssue(result.error.issues);
  const param = fieldName(path);
  throw new ApiError("invalid_value", `Invalid value for '${param ?? "body"}': ${message}.`, param);
}

function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new ApiError("invalid_json", "The body is not valid UTF-8.");
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new ApiError("invalid_json", "The body is not valid JSON.");
  }
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const firstIssue = (issues: readonly Issue[]): Issue => issues[0] ?? { path: [], message: "is not valid" };

/** `["messages", 0, "role"]` → `messages[0].role`, as OpenAI writes it. */
function fieldName(path: readonly PropertyKey[]): string | null {
  if (path.length === 0) return null;
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .slice(1);
}
