import type { Parser } from "../../domain/parser.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { parseRequest } from "./parse-request.ts";
import { rerankRequestSchema } from "./schemas.ts";

/** `POST /v1/rerank`, as in Jina's API and llama-server; OpenAI has none. */
export const parseRerank: Parser = (body, headers) => {
  const json = parseRequest(body, rerankRequestSchema);
  return textInference(json.model, {
    api: "rerank",
    path: "/v1/rerank",
    kind: "rerank",
    body,
    texts: [json.query, ...json.documents],
    session: sessionOf(headers, json.user),
    json,
  });
};
