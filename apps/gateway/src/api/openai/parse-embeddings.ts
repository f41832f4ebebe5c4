import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { embeddingFields, onlyFields } from "./known-fields.ts";
import { parseRequest } from "./parse-request.ts";
import { embeddingsInputSchema } from "./schemas.ts";
import { textsAndTokens } from "./texts-and-tokens.ts";

/** `POST /v1/embeddings`. */
export const parseEmbeddings: Parser = (body, headers) => {
  const asked = parseRequest(body, embeddingsInputSchema);
  const warnings = new Warnings();
  const json = onlyFields(asked, embeddingFields, warnings);
  const inference = textInference(json.model, {
    api: "embeddings",
    path: "/v1/embeddings",
    kind: "embedding",
    body: json === asked ? body : jsonBody(json),
    ...textsAndTokens(json.input),
    session: sessionOf(headers, json.user),
    json,
  });
  return warnings.addedTo(inference);
};
