import type { Parser } from "../../domain/parser.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { parseRequest } from "./parse-request.ts";
import { imageRequestSchema } from "./schemas.ts";

/** `POST /v1/images/generations`. */
export const parseImage: Parser = (body, headers) => {
  const json = parseRequest(body, imageRequestSchema);
  return textInference(json.model, {
    api: "images",
    path: "/v1/images/generations",
    kind: "image",
    body,
    texts: [json.prompt],
    session: sessionOf(headers, json.user),
    stream: json.stream === true,
    json,
  });
};
