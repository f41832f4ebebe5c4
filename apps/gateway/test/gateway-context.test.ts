import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert } from "./fake-expert.ts";
import { chatService, startTestGateway } from "./start-test-gateway.ts";

const long = { model: "smollm2", messages: [{ role: "user", content: "x".repeat(2_000) }] };
const short = { model: "smollm2", messages: [{ role: "user", content: "Hi" }] };

/** A chat expert with this context size, which counts this many tokens in any prompt. */
async function setUp(context: string, counted: object) {
  const expert = await startFakeExpert((response, asked) => {
    answerJson(asked.path.endsWith("/input_tokens") ? counted : chatAnswer)(response, asked);
  });
  const service = chatService(expert);
  const gateway = await startTestGateway({
    services: { "expert-chat": { ...service, meta: { ...service.meta, context } } },
  });
  return {
    ask: (body: object) => gateway.post("/v1/chat/completions", body),
    paths: () => expert.asked.map(({ path }) => path.slice("/v1/chat/completions".length)),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await expert[Symbol.asyncDispose]();
    },
  };
}

test("a prompt longer than the expert's context is refused before it waits for a slot", async () => {
  await using house = await setUp("400", { input_tokens: 400 });
  const answer = await house.ask(long);
  expect([answer.status, await answer.json()]).toEqual([
    400,
    {
      error: {
        message:
          "prompt is too long: 400 tokens > 400 maximum. This model's maximum context length is 400 tokens, but the prompt has 400; expert 'chat'.",
        type: "invalid_request_error",
        param: "messages",
        code: "context_length_exceeded",
      },
    },
  ]);
  expect(house.paths()).toEqual(["/input_tokens"]);
});

test.each([
  ["that only looks too long", { input_tokens: 399 }],
  ["that the expert cannot count", { error: "no such route" }],
])("a prompt %s is answered", async (_what, counted) => {
  await using house = await setUp("400", counted);
  expect((await house.ask(long)).status).toBe(200);
  expect(house.paths()).toEqual(["/input_tokens", ""]);
});

test("a short prompt is not counted", async () => {
  await using house = await setUp("400", { input_tokens: 4_000 });
  expect((await house.ask(short)).status).toBe(200);
  expect(house.paths()).toEqual([""]);
});
