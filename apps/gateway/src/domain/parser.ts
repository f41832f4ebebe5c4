import type { IncomingHttpHeaders } from "node:http";
import type { Inference } from "./inference.ts";

/** An API's reading of a request. Throws ApiError `invalid_json`, or `invalid_value` that names the field. */
export type Parser = (body: Buffer, headers: IncomingHttpHeaders) => Inference;
