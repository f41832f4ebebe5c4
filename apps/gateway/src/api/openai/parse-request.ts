import type { z } from "zod";
import { parseInput, parseJson, utf8Text } from "@hearth/service/http/parse-input.ts";

/** Parses a request body by its schema. Throws FrameError `invalid_json`, or `invalid_value` with the field's name. */
export const parseRequest = <T>(body: Buffer, schema: z.ZodType<T>): T => parseInput(parseJson(utf8Text(body)), schema);
