import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { rerankFields, onlyFields } from "./known-fields.ts";
import { parseRequest } from "./parse-request.ts";
import { rerankRequestSchema } from "./schemas.ts";

/** `POST /v1/rerank`, as in Jina's API and llama-server; OpenAI has none. */
export const parseRerank: Parser = (body, headers) => {
  const asked = parseRequest(body, rerankRequestSchema);
  const warnings = new Warnings();
  const json = onlyFields(asked, rerankFields, warnings);
  const inference = textInference(json.model, {
    api: "rerank",
    path: "/v1/rerank",
    kind: "rerank",
    body: json === asked ? body : jsonBody(json),
    texts: [json.query, ...json.documents],
    session: sessionOf(headers, json.user),
    json,
  });
  return warnings.addedTo(inference);
};
