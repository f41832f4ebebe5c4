import { readFileSync } from "node:fs";
import { join } from "node:path";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert, streamPieces } from "./fake-expert.ts";
import { chatService, embeddingService, startTestGateway, testKey, type TestGateway } from "./start-test-gateway.ts";

const recorded = readFileSync(join(import.meta.dirname, "recorded-chat-stream.txt"));
const clientOf = ({ url }: TestGateway): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: testKey, maxRetries: 0, logLevel: "off" });
const messages = [{ role: "user" as const, content: "What is the capital of France?" }];

test("OpenAI's own client chats", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await clientOf(gateway).chat.completions.create({ model: "auto", messages, temperature: 0 });
  expect(answer).toEqual(chatAnswer);
});

test("OpenAI's own client streams", async () => {
  await using expert = await startFakeExpert(streamPieces(recorded, 5));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const stream = await clientOf(gateway).chat.completions.create({
    model: "smollm2",
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe("Zürich liegt am See 🏔️ – 東京.");
  expect(chunks.at(-1)?.usage).toEqual({ completion_tokens: 9, prompt_tokens: 21, total_tokens: 30 });
});

test("OpenAI's own client embeds, in its default encoding", async () => {
  const vector = Float32Array.of(0.5, -0.25, 1);
  await using expert = await startFakeExpert((response, asked) => {
    const { encoding_format } = JSON.parse(asked.body) as { encoding_format: string };
    const embedding = Buffer.from(vector.buffer).toString(encoding_format as BufferEncoding);
    answerJson({ object: "list", model: "minilm", data: [{ object: "embedding", index: 0, embedding }] })(
      response,
      asked,
    );
  });
  await using gateway = await startTestGateway({ services: { "expert-embed": embeddingService(expert) } });
  const { data } = await clientOf(gateway).embeddings.create({ model: "minilm", input: "A man is eating food." });
  expect(data[0]?.embedding).toEqual([0.5, -0.25, 1]);
});

test("OpenAI's own client lists models", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert), "expert-embed": embeddingService(expert) },
  });
  const { data } = await clientOf(gateway).models.list();
  expect(data.map(({ id }) => id)).toEqual(["smollm2", "auto", "minilm"]);
});

test("OpenAI's own client knows the errors for what they are", async () => {
  await using gateway = await startTestGateway();
  const chat = clientOf(gateway).chat.completions;
  await expect(chat.create({ model: "gpt-9", messages })).rejects.toMatchObject({
    name: "Error",
    status: 404,
    code: "model_not_found",
    param: "model",
  });
  const stranger = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "hearth_wrong", maxRetries: 0, logLevel: "off" });
  await expect(stranger.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
});

test("OpenAI's own client gets an error from a stream that breaks", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(recorded.subarray(0, 500), () => setTimeout(() => response.destroy(), 20));
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const stream = await clientOf(gateway).chat.completions.create({ model: "smollm2", messages, stream: true });
  const read = async () => {
    for await (const chunk of stream) expect(chunk.id).toBe("chatcmpl-Zq3");
  };
  await expect(read()).rejects.toMatchObject({ code: "expert_unavailable" });
});
