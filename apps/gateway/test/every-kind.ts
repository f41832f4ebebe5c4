import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expertKinds } from "../src/domain/expert.ts";
import type { FakeService } from "./fake-consul.ts";
import { answerJson, chatAnswer, streamPieces, type Behaviour } from "./fake-expert.ts";

const chatStream = readFileSync(join(import.meta.dirname, "recorded-chat-stream.txt"));
const toolStream = readFileSync(join(import.meta.dirname, "recorded-tool-stream.txt"));

const text = {
  id: "cmpl-1",
  object: "text_completion",
  created: 1_785_000_000,
  model: "smollm2",
  choices: [{ index: 0, text: " world", logprobs: null, finish_reason: "stop" }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
};
const textStream = Buffer.from(`data: ${JSON.stringify(text)}\n\ndata: [DONE]\n\n`);

/** To a request for an answer by a schema. */
const inJson = {
  ...chatAnswer,
  choices: [{ index: 0, message: { role: "assistant", content: '{"city":"Paris"}' }, finish_reason: "stop" }],
};

/** The answers of an expert, by path. */
const answers: Readonly<Record<string, unknown>> = {
  "/v1/chat/completions": chatAnswer,
  "/v1/chat/completions/input_tokens": { object: "response.input_tokens", input_tokens: 31 },
  "/v1/completions": text,
  "/v1/embeddings": {
    object: "list",
    model: "minilm",
    data: [{ object: "embedding", index: 0, embedding: [0.5, -0.25, 1] }],
    usage: { prompt_tokens: 6, total_tokens: 6 },
  },
  "/v1/rerank": {
    object: "list",
    model: "reranker",
    results: [{ index: 0, relevance_score: 0.4 }],
    usage: { prompt_tokens: 9, total_tokens: 9 },
  },
  "/v1/images/generations": { created: 1_785_000_000, data: [{ b64_json: "aGk=" }] },
  "/v1/audio/transcriptions": { text: "Good morning." },
};

/** An expert of every kind at once: a valid answer for each path, streamed if asked; calls a tool if there is one. */
export const everyKind: Behaviour = (response, asked) => {
  if (asked.path === "/v1/audio/speech") {
    response.writeHead(200, { "content-type": "audio/mpeg" }).end(Buffer.from([0x49, 0x44, 0x33, 0, 255]));
    return;
  }
  const streamed = /"stream":\s*true/.test(asked.body);
  if (!streamed && asked.path === "/v1/chat/completions" && asked.body.includes('"json_schema"')) {
    answerJson(inJson)(response, asked);
    return;
  }
  if (streamed && asked.path === "/v1/chat/completions") {
    streamPieces(asked.body.includes('"tools":') ? toolStream : chatStream, 64)(response, asked);
  } else if (streamed && asked.path === "/v1/completions") streamPieces(textStream, 64)(response, asked);
  else
    answerJson(answers[asked.path] ?? { error: { message: "File Not Found", type: "not_found_error" } })(
      response,
      asked,
    );
};

/** Consul's entries of one fake expert that is registered under every kind, always with the same model. */
export const everyService = (port: number): Readonly<Record<string, FakeService>> =>
  Object.fromEntries(
    expertKinds.map((kind) => [`expert-${kind}`, { meta: { kind, model: "smollm2", expert: kind }, ports: [port] }]),
  );
