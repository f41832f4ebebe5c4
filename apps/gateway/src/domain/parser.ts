import type { IncomingHttpHeaders } from "node:http";
import type { Inference } from "./inference.ts";
import type { KeptResponses } from "./kept-responses.ts";

/** What a request may refer to besides its body. */
export interface ParserContext {
  readonly kept: KeptResponses;
  /** For a conversation together with what it refers to. */
  readonly bodyLimitBytes: number;
}

/**
 * Parses one API's requests. Throws ApiError `invalid_json`, `invalid_value` with the field's name, or that of a reference to something
 * that is not kept.
 */
export type Parser = (body: Buffer, headers: IncomingHttpHeaders, context?: ParserContext) => Inference;
