import { expect, test } from "vitest";
import { Agent } from "undici";
import { answerJson, startFakeExpert, type Behaviour } from "../../../test/fake-expert.ts";
import type { Expert } from "../../domain/expert.ts";
import { embedByExpert } from "./embed-by-expert.ts";

const list = (...vectors: readonly (readonly number[])[]): object => ({
  data: vectors.map((embedding, index) => ({ index, embedding })).reverse(),
});

async function embedWith(behave: Behaviour, texts: readonly string[], limitMs = 10_000) {
  await using expert = await startFakeExpert(behave);
  const agent = new Agent();
  const embedding: Expert = {
    name: "embed",
    kind: "embedding",
    model: "minilm",
    instances: [{ origin: expert.origin }],
  };
  const chat: Expert = { name: "chat", kind: "chat", model: "smollm2", instances: [{ origin: "http://chat.invalid" }] };
  const embed = embedByExpert({ experts: () => [chat, embedding], dispatcher: agent, limitMs });
  const vectors = await embed(texts);
  await agent.destroy();
  return {
    vectors: vectors?.map((vector) => [...vector]),
    asked: expert.asked.map(({ path, body }) => [path, JSON.parse(body) as unknown]),
  };
}

test("texts become unit vectors, in their order", async () => {
  expect(await embedWith(answerJson(list([0, 2], [-4, 0])), ["a", "b"])).toEqual({
    vectors: [
      [0, 1],
      [-1, 0],
    ],
    asked: [["/v1/embeddings", { model: "minilm", input: ["a", "b"] }]],
  });
});

test.each<[string, Behaviour]>([
  ["does not answer in time", () => undefined],
  ["answers with an error", answerJson(list([1]), 500)],
  ["answers nonsense", answerJson({ data: "x" })],
  ["leaves one out", answerJson(list())],
])("no vectors if the expert %s", async (_what, behave) => {
  expect((await embedWith(behave, ["a"], 200)).vectors).toBe(undefined);
});

test("no vectors without an embedding expert", async () => {
  const embed = embedByExpert({ experts: () => [], dispatcher: new Agent(), limitMs: 100 });
  expect(await embed(["a"])).toBe(undefined);
});
