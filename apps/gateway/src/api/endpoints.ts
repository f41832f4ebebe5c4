import { z } from "zod";
import { countTokensRequestSchema, messagesRequestSchema } from "./anthropic/schemas.ts";
import {
  chatRequestSchema,
  completionRequestSchema,
  embeddingsRequestSchema,
  imageRequestSchema,
  rerankRequestSchema,
  speechRequestSchema,
} from "./openai/schemas.ts";
import { responsesRequestSchema } from "./responses/schemas.ts";
import * as answers from "./answer-schemas.ts";
import { parseCountTokens as parseAnthropicCount } from "./anthropic/parse-count-tokens.ts";
import { parseMessages } from "./anthropic/parse-messages.ts";
import type { GatewayEndpoint } from "./endpoint.ts";
import * as ollama from "./ollama/answer-schemas.ts";
import { parseOllamaChat, parseOllamaGenerate } from "./ollama/parse-chat.ts";
import { parseOllamaEmbed, parseOllamaEmbeddings } from "./ollama/parse-embed.ts";
import {
  ollamaChatSchema,
  ollamaEmbeddingsSchema,
  ollamaEmbedSchema,
  ollamaGenerateSchema,
  ollamaShowSchema,
} from "./ollama/schemas.ts";
import { parseChat } from "./openai/parse-chat.ts";
import { parseCompletion } from "./openai/parse-completion.ts";
import { parseCountTokens } from "./openai/parse-count-tokens.ts";
import { parseEmbeddings } from "./openai/parse-embeddings.ts";
import { parseImage } from "./openai/parse-image.ts";
import { parseRerank } from "./openai/parse-rerank.ts";
import { parseSpeech } from "./openai/parse-speech.ts";
import { parseTranscription } from "./openai/parse-transcription.ts";
import { inputItemsQuery } from "./responses/input-items.ts";
import { parseInputTokens } from "./responses/parse-input-tokens.ts";
import { parseResponses } from "./responses/parse-responses.ts";

const listOf = z.looseObject({
  object: z.literal("list").meta({ description: "Kind of object." }),
  data: z.array(z.looseObject({})).meta({ description: "The entries." }),
});

/** All fields of a form are text, so only the file has a type. */
const inForm = z.unknown().optional();
const recording = z.looseObject({
  file: z.file().meta({ description: "The recording." }),
  model: inForm.meta({ description: "Name of a transcription expert or model, or `auto`. Default: `auto`." }),
  language: inForm.meta({ description: "Language of the recording, such as `en`." }),
  prompt: inForm.meta({ description: "Text that leads the transcription, such as names." }),
  response_format: inForm.meta({ description: "Form of the answer, such as `json` or `text`." }),
  temperature: inForm.meta({ description: "Sampling temperature; higher is more random." }),
});

const notJson = z.unknown();

/**
 * The gateway's whole HTTP contract: it routes requests, and /openapi.json and docs/reference/gateway-api.md are generated from it.
 * An endpoint with a parser passes its request on to an expert; each of the others has a handler of the same name.
 */
export const endpoints = {
  createChatCompletion: {
    method: "POST",
    path: "/v1/chat/completions",
    access: "key",
    tag: "chat",
    about: "Completes a chat (OpenAI).",
    parse: parseChat,
    body: chatRequestSchema,
    answer: answers.chatCompletion,
    streams: "events",
  },
  countChatTokens: {
    method: "POST",
    path: "/v1/chat/completions/input_tokens",
    access: "key",
    tag: "tokens",
    about: "Counts the tokens of a chat's prompt.",
    parse: parseCountTokens,
    body: chatRequestSchema,
    answer: answers.tokenCount,
  },
  createCompletion: {
    method: "POST",
    path: "/v1/completions",
    access: "key",
    tag: "text",
    about: "Completes a text (OpenAI, legacy).",
    parse: parseCompletion,
    body: completionRequestSchema,
    answer: answers.completion,
    streams: "events",
  },
  createResponse: {
    method: "POST",
    path: "/v1/responses",
    access: "key",
    tag: "chat",
    about: "OpenAI's Responses API. Answers are kept for an hour.",
    parse: parseResponses,
    body: responsesRequestSchema,
    answer: answers.response,
    streams: "events",
  },
  getResponse: {
    method: "GET",
    path: "/v1/responses/{id}",
    access: "key",
    tag: "chat",
    about: "An answer of the Responses API that is still kept.",
    answer: answers.response,
  },
  deleteResponse: {
    method: "DELETE",
    path: "/v1/responses/{id}",
    access: "key",
    tag: "chat",
    about: "Deletes an answer that is still kept.",
    answer: z.looseObject({
      id: z.string().meta({ description: "Id of the answer." }),
      object: z.literal("response").meta({ description: "Kind of object." }),
      deleted: z.literal(true).meta({ description: "Always true." }),
    }),
  },
  listInputItems: {
    method: "GET",
    path: "/v1/responses/{id}/input_items",
    access: "key",
    tag: "chat",
    about: "Lists the items that the request of a kept answer sent.",
    query: inputItemsQuery,
    answer: listOf,
  },
  countResponseTokens: {
    method: "POST",
    path: "/v1/responses/input_tokens",
    access: "key",
    tag: "tokens",
    about: "Counts the tokens of a response's input.",
    parse: parseInputTokens,
    body: responsesRequestSchema,
    answer: answers.tokenCount,
  },
  createMessage: {
    method: "POST",
    path: "/v1/messages",
    access: "key",
    tag: "chat",
    about: "Anthropic's Messages API.",
    parse: parseMessages,
    body: messagesRequestSchema,
    answer: answers.message,
    streams: "events",
  },
  countMessageTokens: {
    method: "POST",
    path: "/v1/messages/count_tokens",
    access: "key",
    tag: "tokens",
    about: "Counts the tokens of a message's prompt (Anthropic).",
    parse: parseAnthropicCount,
    body: countTokensRequestSchema,
    answer: answers.tokenCount,
  },
  createEmbedding: {
    method: "POST",
    path: "/v1/embeddings",
    access: "key",
    tag: "text",
    about: "Embeds texts as vectors (OpenAI).",
    parse: parseEmbeddings,
    body: embeddingsRequestSchema,
    answer: answers.embeddings,
  },
  rerank: {
    method: "POST",
    path: "/v1/rerank",
    access: "key",
    tag: "text",
    about: "Ranks documents by relevance (Jina, llama-server).",
    parse: parseRerank,
    body: rerankRequestSchema,
    answer: answers.ranking,
  },
  createTranscription: {
    method: "POST",
    path: "/v1/audio/transcriptions",
    access: "key",
    tag: "media",
    about: "Transcribes a recording (OpenAI).",
    parse: parseTranscription,
    body: recording,
    bodyType: "multipart/form-data",
    answer: z.looseObject({ text: z.string().optional().meta({ description: "What was said." }) }),
  },
  createSpeech: {
    method: "POST",
    path: "/v1/audio/speech",
    access: "key",
    tag: "media",
    about: "Turns text into speech (OpenAI).",
    parse: parseSpeech,
    body: speechRequestSchema,
    answer: notJson,
    answerType: "*/*",
  },
  createImage: {
    method: "POST",
    path: "/v1/images/generations",
    access: "key",
    tag: "media",
    about: "Generates an image from a description (OpenAI).",
    parse: parseImage,
    body: imageRequestSchema,
    answer: answers.images,
  },
  ollamaChat: {
    method: "POST",
    path: "/api/chat",
    access: "key",
    tag: "chat",
    about: "Completes a chat (Ollama).",
    parse: parseOllamaChat,
    body: ollamaChatSchema,
    answer: ollama.ollamaChatAnswer,
    streams: "lines",
  },
  ollamaGenerate: {
    method: "POST",
    path: "/api/generate",
    access: "key",
    tag: "text",
    about: "Answers a prompt (Ollama).",
    parse: parseOllamaGenerate,
    body: ollamaGenerateSchema,
    answer: ollama.ollamaGenerateAnswer,
    streams: "lines",
  },
  ollamaEmbed: {
    method: "POST",
    path: "/api/embed",
    access: "key",
    tag: "text",
    about: "Embeds texts as vectors (Ollama).",
    parse: parseOllamaEmbed,
    body: ollamaEmbedSchema,
    answer: ollama.ollamaEmbedAnswer,
  },
  ollamaEmbeddings: {
    method: "POST",
    path: "/api/embeddings",
    access: "key",
    tag: "text",
    about: "Embeds one text as a vector (Ollama, legacy).",
    parse: parseOllamaEmbeddings,
    body: ollamaEmbeddingsSchema,
    answer: ollama.ollamaEmbeddingsAnswer,
  },
  ollamaTags: {
    method: "GET",
    path: "/api/tags",
    access: "key",
    tag: "models",
    about: "Lists the chat and embedding models that this key can use now (Ollama).",
    answer: ollama.ollamaModels,
  },
  ollamaPs: {
    method: "GET",
    path: "/api/ps",
    access: "key",
    tag: "models",
    about: "The same list: experts are always loaded (Ollama).",
    answer: ollama.ollamaModels,
  },
  ollamaShow: {
    method: "POST",
    path: "/api/show",
    access: "key",
    tag: "models",
    about: "What a model can do (Ollama).",
    body: ollamaShowSchema,
    answer: ollama.ollamaModel,
  },
  ollamaVersion: {
    method: "GET",
    path: "/api/version",
    access: "key",
    tag: "gateway",
    about: "The version of Ollama whose API this follows.",
    answer: ollama.ollamaVersion,
  },
  listModels: {
    method: "GET",
    path: "/v1/models",
    access: "key",
    tag: "models",
    about: "Lists the models that this key can use now.",
    answer: answers.models,
  },
  getModel: {
    method: "GET",
    path: "/v1/models/{id}",
    rest: true,
    access: "key",
    tag: "models",
    about: "One model, by its name or an expert's.",
    answer: answers.model,
  },
  listProviders: {
    method: "GET",
    path: "/v1/providers",
    access: "key",
    tag: "models",
    about: "Lists the providers in the catalogue, and which of their models are experts here.",
    answer: listOf,
  },
  getProvider: {
    method: "GET",
    path: "/v1/providers/{id}",
    rest: true,
    access: "key",
    tag: "models",
    about: "One provider, with its models, their limits and prices.",
    answer: z.looseObject({
      id: z.string().meta({ description: "Id of the provider." }),
      object: z.literal("provider").meta({ description: "Kind of object." }),
    }),
  },
  listRequests: {
    method: "GET",
    path: "/v1/requests",
    access: "key",
    tag: "gateway",
    about:
      "Lists the newest requests to this gateway: the caller's own, or all for an operator's key. No prompts, no answers.",
    query: z.object({
      limit: z.int().min(1).max(1_000).optional().meta({ description: "Maximum number of requests. Default: 100." }),
      failed: z.string().optional().meta({ description: "`1` for only the requests that failed." }),
    }),
    answer: listOf,
  },
  health: {
    method: "GET",
    path: "/health",
    access: "open",
    tag: "gateway",
    about: "Whether the process is alive.",
    answer: answers.health,
  },
  ready: {
    method: "GET",
    path: "/health/ready",
    access: "open",
    tag: "gateway",
    about: "Whether to send requests: 503 during startup and while the gateway drains.",
    answer: answers.health,
  },
  metrics: {
    method: "GET",
    path: "/metrics",
    access: "open",
    tag: "gateway",
    about: "Metrics in Prometheus' text format.",
    answer: notJson,
    answerType: "text/plain",
  },
  openapi: {
    method: "GET",
    path: "/openapi.json",
    access: "open",
    tag: "gateway",
    about: "This document.",
    answer: z.looseObject({ openapi: z.string().meta({ description: "Version of OpenAPI." }) }),
  },
} satisfies Readonly<Record<string, GatewayEndpoint>>;

type Endpoints = typeof endpoints;

/** Endpoints that the gateway answers itself. */
export type HandledName = {
  [Name in keyof Endpoints]: Endpoints[Name] extends { readonly parse: unknown } ? never : Name;
}[keyof Endpoints];
