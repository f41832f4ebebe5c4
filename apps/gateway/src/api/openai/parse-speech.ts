import type { Parser } from "../../domain/parser.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { parseRequest } from "./parse-request.ts";
import { speechRequestSchema } from "./schemas.ts";

/** `POST /v1/audio/speech`: the answer is audio, or events if `stream_format` is `sse`. */
export const parseSpeech: Parser = (body, headers) => {
  const json = parseRequest(body, speechRequestSchema);
  const inference = textInference(json.model, {
    api: "audio",
    path: "/v1/audio/speech",
    kind: "speech",
    body,
    texts: [json.input],
    session: sessionOf(headers, undefined),
    stream: json.stream_format === "sse",
    json,
  });
  return { ...inference, anyAnswer: true };
};
