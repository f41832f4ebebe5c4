import type { Parser } from "../../domain/parser.ts";
import { Warnings } from "../../domain/warnings.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { completionFields, onlyFields } from "./known-fields.ts";
import { parseRequest } from "./parse-request.ts";
import { completionRequestSchema } from "./schemas.ts";
import { severalAnswers } from "./several-answers.ts";
import { textsAndTokens } from "./texts-and-tokens.ts";

/** `POST /v1/completions`. */
export const parseCompletion: Parser = (body, headers) => {
  const asked = parseRequest(body, completionRequestSchema);
  const warnings = new Warnings();
  const json = onlyFields(asked, completionFields, warnings);
  const inference = textInference(json.model, {
    api: "completions",
    path: "/v1/completions",
    kind: "chat",
    body: json === asked ? body : jsonBody(json),
    ...textsAndTokens(json.prompt),
    session: sessionOf(headers, json.user),
    stream: json.stream === true,
    maxTokens: json.max_tokens,
    temperature: json.temperature,
    json,
  });
  return warnings.addedTo(severalAnswers(inference, json, promptsIn(json.prompt)));
};

/** A single list of token numbers is one prompt. */
const promptsIn = (prompt: string | readonly unknown[]): number =>
  typeof prompt === "string" || typeof prompt[0] === "number" ? 1 : prompt.length;
