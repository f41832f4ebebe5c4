import type { Parser } from "../../domain/parser.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { parseRequest } from "./parse-request.ts";
import { embeddingsRequestSchema } from "./schemas.ts";
import { textsAndTokens } from "./texts-and-tokens.ts";

/** `POST /v1/embeddings`. */
export const parseEmbeddings: Parser = (body, headers) => {
  const json = parseRequest(body, embeddingsRequestSchema);
  return textInference(json.model, {
    api: "embeddings",
    path: "/v1/embeddings",
    kind: "embedding",
    body,
    ...textsAndTokens(json.input),
    session: sessionOf(headers, json.user),
    json,
  });
};
