import { parseCountTokens as parseAnthropicCount } from "./anthropic/parse-count-tokens.ts";
import { parseMessages } from "./anthropic/parse-messages.ts";
import { parseChat } from "./openai/parse-chat.ts";
import { parseCompletion } from "./openai/parse-completion.ts";
import { parseCountTokens } from "./openai/parse-count-tokens.ts";
import { parseEmbeddings } from "./openai/parse-embeddings.ts";
import { parseImage } from "./openai/parse-image.ts";
import { parseRerank } from "./openai/parse-rerank.ts";
import { parseSpeech } from "./openai/parse-speech.ts";
import { parseTranscription } from "./openai/parse-transcription.ts";
import type { Parser } from "../domain/parser.ts";
import { parseInputTokens } from "./responses/parse-input-tokens.ts";
import { parseResponses } from "./responses/parse-responses.ts";

/** A URL that hands a request on to an expert, and how it reads one. */
export interface ApiRoute {
  readonly path: string;
  readonly parse: Parser;
}

export const apiRoutes: readonly ApiRoute[] = [
  { path: "/v1/chat/completions", parse: parseChat },
  { path: "/v1/chat/completions/input_tokens", parse: parseCountTokens },
  { path: "/v1/completions", parse: parseCompletion },
  { path: "/v1/responses", parse: parseResponses },
  { path: "/v1/responses/input_tokens", parse: parseInputTokens },
  { path: "/v1/messages", parse: parseMessages },
  { path: "/v1/messages/count_tokens", parse: parseAnthropicCount },
  { path: "/v1/embeddings", parse: parseEmbeddings },
  { path: "/v1/rerank", parse: parseRerank },
  { path: "/v1/audio/transcriptions", parse: parseTranscription },
  { path: "/v1/audio/speech", parse: parseSpeech },
  { path: "/v1/images/generations", parse: parseImage },
];
