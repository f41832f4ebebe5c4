import type { z } from "zod";
import { parseInput, parseJson, utf8Text } from "@hearth/service/http/parse-input.ts";
import { ApiError } from "../../domain/api-error.ts";
import { isDeeperThan, maxNesting } from "../shared/nesting.ts";

/** Parses a request body by its schema. Throws FrameError `invalid_json`, or `invalid_value` with the field's name. */
export function parseRequest<T>(body: Buffer, schema: z.ZodType<T>): T {
  const value = parseJson(utf8Text(body));
  if (isDeeperThan(value, maxNesting)) throw new ApiError("invalid_value", "The body is nested too deeply.");
  return parseInput(value, schema);
}
