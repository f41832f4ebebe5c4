import type { z } from "zod";
import { parseInput, parseJson, utf8Text } from "@hearth/service/http/parse-input.ts";

/** A request body as its schema sees it. Throws FrameError `invalid_json`, or `invalid_value` that names the field. */
export const parseRequest = <T>(body: Buffer, schema: z.ZodType<T>): T => parseInput(parseJson(utf8Text(body)), schema);
