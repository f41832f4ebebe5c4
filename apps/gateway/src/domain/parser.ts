import type { IncomingHttpHeaders } from "node:http";
import type { Inference } from "./inference.ts";

/** Parses one API's requests. Throws ApiError `invalid_json`, or `invalid_value` with the field's name. */
export type Parser = (body: Buffer, headers: IncomingHttpHeaders) => Inference;
