import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embed, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert, streamPieces } from "./fake-expert.ts";
import { chatService, embeddingService, startTestGateway, testKey, type TestGateway } from "./start-test-gateway.ts";

/* The AI SDK stands for the agents and chat pages that are built on it. */

const recorded = (name: string): Buffer => readFileSync(join(import.meta.dirname, `recorded-${name}-stream.txt`));
const providerOf = ({ url }: TestGateway) =>
  createOpenAICompatible({ name: "hearth", baseURL: `${url}/v1`, apiKey: testKey, includeUsage: true });

test("the AI SDK generates text", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const { text, usage } = await generateText({ model: providerOf(gateway)("auto"), prompt: "Capital of France?" });
  expect([text, usage.inputTokens, usage.outputTokens]).toEqual(["The capital of France is Paris.", 31, 8]);
});

test("the AI SDK runs an agent: it calls the tools, sends their results, and streams the answer", async () => {
  const answers = [recorded("tool"), recorded("chat")];
  await using expert = await startFakeExpert((response, asked) =>
    streamPieces(answers.shift() ?? Buffer.alloc(0), 17)(response, asked),
  );
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const { textStream, steps } = streamText({
    model: providerOf(gateway)("smollm2"),
    prompt: "What is the weather?",
    stopWhen: stepCountIs(3),
    maxRetries: 0,
    tools: {
      get_weather: tool({
        description: "The weather in a city.",
        inputSchema: jsonSchema<{ city: string }>({
          type: "object",
          properties: { city: { type: "string" } },
          required: ["city"],
        }),
        execute: ({ city }) => `sunny in ${city}`,
      }),
    },
  });
  let text = "";
  for await (const piece of textStream) text += piece;
  expect(text).toBe("Let me look.Zürich liegt am See 🏔️ – 東京.");
  expect((await steps).map(({ finishReason }) => finishReason)).toEqual(["tool-calls", "stop"]);
  const second = JSON.parse(expert.asked[1]?.body ?? "") as { messages: { role: string; content: unknown }[] };
  expect(second.messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "tool"]);
  expect(second.messages.slice(2).map(({ content }) => content)).toEqual(["sunny in Zürich", "sunny in Bern"]);
});

test("the AI SDK embeds", async () => {
  await using expert = await startFakeExpert(
    answerJson({
      object: "list",
      model: "minilm",
      data: [{ object: "embedding", index: 0, embedding: [0.5, -0.25] }],
      usage: { prompt_tokens: 6, total_tokens: 6 },
    }),
  );
  await using gateway = await startTestGateway({ services: { "expert-embed": embeddingService(expert) } });
  const { embedding } = await embed({ model: providerOf(gateway).embeddingModel("minilm"), value: "A man eats." });
  expect(embedding).toEqual([0.5, -0.25]);
});

test("the AI SDK knows which errors to retry", async () => {
  await using gateway = await startTestGateway();
  const ask = (model: string) =>
    generateText({ model: providerOf(gateway)(model), prompt: "Hi", maxRetries: 0 }).catch((error: unknown) => error);
  expect(await ask("gpt-9")).toMatchObject({ statusCode: 404, isRetryable: false });
  expect(await ask("auto")).toMatchObject({ statusCode: 503, isRetryable: true });
});
