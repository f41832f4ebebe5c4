import type { z } from "zod";
import type { Route } from "../../domain/route.ts";

/** What a route takes and gives, for the OpenAPI document. */
export interface Operation {
  readonly method: Route["method"];
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly tag: "chat" | "text" | "tokens" | "media" | "models" | "gateway";
  /** Parameters in the URL's query; none has to be there. */
  readonly query?: z.ZodObject;
  /** Of the body; a form where `form` is set. */
  readonly request?: z.ZodType;
  readonly form?: true;
  readonly answer: Answer;
  /** The same request with `stream` set is answered by events. */
  readonly streams?: true;
}

export interface Answer {
  readonly type: "application/json" | "text/plain" | "*/*";
  /** Of JSON. What is not JSON is not described further. */
  readonly schema?: z.ZodType;
}
