import { expect, test } from "vitest";
import type { Inference } from "../../domain/inference.ts";
import { maxUsage } from "./max-usage.ts";

const inference = (fields: Partial<Inference>, body: object = {}): Inference =>
  ({ api: "chat", promptTokens: 30, maxTokens: undefined, json: () => body, ...fields }) as Inference;

test.each([
  ["an answer of unknown length", inference({}), 1_054],
  ["a limited answer", inference({ maxTokens: 8 }), 38],
  ["several answers", inference({ maxTokens: 8 }, { n: 3 }), 54],
  ["no end of answers", inference({ maxTokens: 1 }, { n: 1e9 }), 158],
  ["not a number of answers", inference({ maxTokens: 8 }, { n: "3" }), 38],
  ["embeddings answer no tokens", inference({ api: "embeddings" }), 30],
  ["counting is free", inference({ api: "count_tokens", maxTokens: 100 }), 0],
  ["a message of Anthropic's API", inference({ api: "messages", maxTokens: 50 }, { n: 9 }), 80],
])("%s", (_name, request, tokens) => {
  const { promptTokens, completionTokens } = maxUsage(request, 1_024);
  expect(promptTokens + completionTokens).toBe(tokens);
});
