import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { speechFields, onlyFields } from "./known-fields.ts";
import { parseRequest } from "./parse-request.ts";
import { speechRequestSchema } from "./schemas.ts";

/** `POST /v1/audio/speech`: the answer is audio, or events if `stream_format` is `sse`. */
export const parseSpeech: Parser = (body, headers) => {
  const asked = parseRequest(body, speechRequestSchema);
  const warnings = new Warnings();
  const json = onlyFields(asked, speechFields, warnings);
  const inference = textInference(json.model, {
    api: "audio",
    path: "/v1/audio/speech",
    kind: "speech",
    body: json === asked ? body : jsonBody(json),
    texts: [json.input],
    session: sessionOf(headers, undefined),
    stream: json.stream_format === "sse",
    json,
  });
  return { ...inference, ...warnings.field(), anyAnswer: true };
};
