import { z } from "zod";
import { countTokensRequestSchema, messagesRequestSchema } from "../../api/anthropic/schemas.ts";
import {
  chatRequestSchema,
  completionRequestSchema,
  embeddingsRequestSchema,
  imageRequestSchema,
  rerankRequestSchema,
  speechRequestSchema,
} from "../../api/openai/schemas.ts";
import { responsesRequestSchema } from "../../api/responses/schemas.ts";
import * as answers from "./answer-schemas.ts";
import type { Answer, Operation } from "./operation.ts";

const json = (schema: z.ZodType): Answer => ({ type: "application/json", schema });
const text: Answer = { type: "text/plain" };

const listOf = z.looseObject({ object: z.literal("list"), data: z.array(z.looseObject({})) });

/** In a form everything is a text, so nothing but the file has a type. */
const inForm = z.unknown().optional();
const recording = z.looseObject({
  file: z.file(),
  model: inForm,
  language: inForm,
  prompt: inForm,
  response_format: inForm,
  temperature: inForm,
});

const post = (path: string, rest: Omit<Operation, "path" | "method">): Operation => ({ method: "POST", path, ...rest });
const get = (path: string, rest: Omit<Operation, "path" | "method">): Operation => ({ method: "GET", path, ...rest });

/** Every route of the gateway; a test compares it with the route table. */
export const operations: readonly Operation[] = [
  post("/v1/chat/completions", {
    id: "createChatCompletion",
    summary: "The next message of a chat (OpenAI).",
    tag: "chat",
    request: chatRequestSchema,
    answer: json(answers.chatCompletion),
    streams: true,
  }),
  post("/v1/chat/completions/input_tokens", {
    id: "countChatTokens",
    summary: "How many tokens a chat's prompt is.",
    tag: "tokens",
    request: chatRequestSchema,
    answer: json(answers.tokenCount),
  }),
  post("/v1/completions", {
    id: "createCompletion",
    summary: "How a text goes on (OpenAI, legacy).",
    tag: "text",
    request: completionRequestSchema,
    answer: json(answers.completion),
    streams: true,
  }),
  post("/v1/responses", {
    id: "createResponse",
    summary: "OpenAI's Responses API, without kept conversations.",
    tag: "chat",
    request: responsesRequestSchema,
    answer: json(answers.response),
    streams: true,
  }),
  post("/v1/responses/input_tokens", {
    id: "countResponseTokens",
    summary: "How many tokens a response's input is.",
    tag: "tokens",
    request: responsesRequestSchema,
    answer: json(answers.tokenCount),
  }),
  post("/v1/messages", {
    id: "createMessage",
    summary: "Anthropic's Messages API.",
    tag: "chat",
    request: messagesRequestSchema,
    answer: json(answers.message),
    streams: true,
  }),
  post("/v1/messages/count_tokens", {
    id: "countMessageTokens",
    summary: "How many tokens a message's prompt is (Anthropic).",
    tag: "tokens",
    request: countTokensRequestSchema,
    answer: json(answers.tokenCount),
  }),
  post("/v1/embeddings", {
    id: "createEmbedding",
    summary: "Texts as vectors (OpenAI).",
    tag: "text",
    request: embeddingsRequestSchema,
    answer: json(answers.embeddings),
  }),
  post("/v1/rerank", {
    id: "rerank",
    summary: "Documents in the order of their relevance (Jina, llama-server).",
    tag: "text",
    request: rerankRequestSchema,
    answer: json(answers.ranking),
  }),
  post("/v1/audio/transcriptions", {
    id: "createTranscription",
    summary: "What is said in a recording (OpenAI). The form goes to the expert as it is.",
    tag: "media",
    request: recording,
    form: true,
    answer: json(z.looseObject({ text: z.string().optional() })),
  }),
  post("/v1/audio/speech", {
    id: "createSpeech",
    summary: "A text, spoken (OpenAI).",
    tag: "media",
    request: speechRequestSchema,
    answer: { type: "*/*" },
  }),
  post("/v1/images/generations", {
    id: "createImage",
    summary: "A picture of a description (OpenAI).",
    tag: "media",
    request: imageRequestSchema,
    answer: json(answers.images),
  }),
  get("/v1/models", {
    id: "listModels",
    summary: "The models that this key can ask now.",
    tag: "models",
    answer: json(answers.models),
  }),
  get("/v1/models/{id}", {
    id: "getModel",
    summary: "A model, by its name or an expert's.",
    tag: "models",
    answer: json(answers.model),
  }),
  get("/v1/providers", {
    id: "listProviders",
    summary: "What the catalogue knows of providers outside, and which of their models are experts here.",
    tag: "models",
    answer: json(listOf),
  }),
  get("/v1/providers/{id}", {
    id: "getProvider",
    summary: "A provider, with its models, their limits and prices.",
    tag: "models",
    answer: json(z.looseObject({ id: z.string(), object: z.literal("provider") })),
  }),
  get("/v1/requests", {
    id: "listRequests",
    summary: "The newest requests to this gateway: one's own, or all for an operator's key. No prompts, no answers.",
    tag: "gateway",
    query: z.object({ limit: z.int().min(1).max(1_000).optional(), failed: z.string().optional() }),
    answer: json(listOf),
  }),
  get("/health", { id: "health", summary: "The process serves.", tag: "gateway", answer: json(answers.health) }),
  get("/health/ready", {
    id: "ready",
    summary: "Whether to send requests: 503 at the start and while the gateway drains.",
    tag: "gateway",
    answer: json(answers.health),
  }),
  get("/metrics", { id: "metrics", summary: "Metrics in Prometheus' text format.", tag: "gateway", answer: text }),
  get("/openapi.json", {
    id: "openapi",
    summary: "This document.",
    tag: "gateway",
    answer: json(z.looseObject({ openapi: z.string() })),
  }),
];
