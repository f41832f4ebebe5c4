import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { imageFields, onlyFields } from "./known-fields.ts";
import { parseRequest } from "./parse-request.ts";
import { imageRequestSchema } from "./schemas.ts";

/** `POST /v1/images/generations`. */
export const parseImage: Parser = (body, headers) => {
  const asked = parseRequest(body, imageRequestSchema);
  const warnings = new Warnings();
  const json = onlyFields(asked, imageFields, warnings);
  const inference = textInference(json.model, {
    api: "images",
    path: "/v1/images/generations",
    kind: "image",
    body: json === asked ? body : jsonBody(json),
    texts: [json.prompt],
    session: sessionOf(headers, json.user),
    stream: json.stream === true,
    json,
  });
  return warnings.addedTo(inference);
};
