import type { z } from "zod";
import { parseInput, parseJson, utf8Text } from "@hearth/service/http/parse-input.ts";
import { ApiError } from "../../domain/api-error.ts";
import { isDeeperThan, maxNesting } from "../shared/nesting.ts";

/** A request body's JSON. Throws FrameError `invalid_json`, or ApiError `invalid_value` if it is nested too deeply. */
export function requestJson(body: Buffer): unknown {
  const value = parseJson(utf8Text(body));
  if (isDeeperThan(value, maxNesting)) throw new ApiError("invalid_value", "The body is nested too deeply.");
  return value;
}

/** Parses a request body by its schema. Throws FrameError `invalid_json`, or `invalid_value` with the field's name. */
export const parseRequest = <T>(body: Buffer, schema: z.ZodType<T>): T => parseInput(requestJson(body), schema);
