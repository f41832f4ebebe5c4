import { z } from "zod";
import type { AnswerForm } from "../../domain/answer-form.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { Inference } from "../../domain/inference.ts";
import type { Parser } from "../../domain/parser.ts";
import { parseRequest } from "../openai/parse-request.ts";
import { textInference } from "../openai/text-inference.ts";
import { jsonBody } from "../shared/json-body.ts";
import { sessionOf } from "../shared/session-of.ts";
import { Durations } from "./durations.ts";
import { modelName } from "./model-name.ts";
import { ollamaEmbeddingsSchema, ollamaEmbedSchema } from "./schemas.ts";

/** `POST /api/embed`: one vector per text. */
export const parseOllamaEmbed: Parser = (body, headers) => {
  const { model, input, dimensions } = parseRequest(body, ollamaEmbedSchema);
  const texts = typeof input === "string" ? [input] : input;
  const durations = new Durations();
  return inference({ model, texts, dimensions }, headers, ({ model: answered, vectors, tokens }) => ({
    model: answered,
    embeddings: vectors,
    ...durations.fields(),
    prompt_eval_count: tokens,
  }));
};

/** `POST /api/embeddings`: the older form, one vector. */
export const parseOllamaEmbeddings: Parser = (body, headers) => {
  const { model, prompt } = parseRequest(body, ollamaEmbeddingsSchema);
  return inference({ model, texts: [prompt] }, headers, ({ vectors }) => ({ embedding: vectors[0] ?? [] }));
};

interface Asked {
  readonly model: string | null | undefined;
  readonly texts: readonly string[];
  readonly dimensions?: number | null | undefined;
}

interface Answered {
  readonly model: string;
  readonly vectors: readonly (readonly number[])[];
  readonly tokens: number;
}

function inference(
  { model: sent, texts, dimensions }: Asked,
  headers: Parameters<Parser>[1],
  toAnswer: (answered: Answered) => object,
): Inference {
  const model = modelName(sent);
  const json = {
    ...(model === undefined ? {} : { model }),
    input: texts,
    encoding_format: "float",
    ...(dimensions ? { dimensions } : {}),
  };
  const inference = textInference(model, {
    api: "embeddings",
    path: "/v1/embeddings",
    kind: "embedding",
    body: jsonBody(json),
    texts,
    session: sessionOf(headers, undefined),
    json,
  });
  return { ...inference, answer: () => embeddingForm(toAnswer) };
}

const embeddings = z.object({
  model: z.string().catch(""),
  data: z.array(z.object({ index: z.int().catch(0), embedding: z.array(z.number()) })),
  usage: z.object({ prompt_tokens: z.int().nonnegative().catch(0) }).catch({ prompt_tokens: 0 }),
});

const embeddingForm = (toAnswer: (answered: Answered) => object): AnswerForm => ({
  whole(answer) {
    const { model, data, usage } = read(answer);
    const ordered = data.toSorted((one, other) => one.index - other.index);
    const vectors = ordered.map(({ embedding }) => embedding);
    return Buffer.from(JSON.stringify(toAnswer({ model, vectors, tokens: usage.prompt_tokens })));
  },
  // Embeddings are never streamed.
  events: (events) => events,
  end: () => Buffer.alloc(0),
});

function read(answer: Buffer): z.infer<typeof embeddings> {
  try {
    return embeddings.parse(JSON.parse(answer.toString()));
  } catch {
    throw new ApiError("expert_failed", "The expert sent an invalid answer.");
  }
}
