import type { Parser } from "../../domain/parser.ts";
import { sessionOf } from "../shared/session-of.ts";
import { textInference } from "./text-inference.ts";
import { parseRequest } from "./parse-request.ts";
import { completionRequestSchema } from "./schemas.ts";
import { severalAnswers } from "./several-answers.ts";
import { textsAndTokens } from "./texts-and-tokens.ts";

/** `POST /v1/completions`. */
export const parseCompletion: Parser = (body, headers) => {
  const json = parseRequest(body, completionRequestSchema);
  const inference = textInference(json.model, {
    api: "completions",
    path: "/v1/completions",
    kind: "chat",
    body,
    ...textsAndTokens(json.prompt),
    session: sessionOf(headers, json.user),
    stream: json.stream === true,
    maxTokens: json.max_tokens,
    temperature: json.temperature,
    json,
  });
  return severalAnswers(inference, json, promptsIn(json.prompt));
};

/** A single list of token numbers is one prompt. */
const promptsIn = (prompt: string | readonly unknown[]): number =>
  typeof prompt === "string" || typeof prompt[0] === "number" ? 1 : prompt.length;
