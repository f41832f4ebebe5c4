import { expect, test } from "vitest";
import type { Embedder } from "../../upstream/embedding/embedder.ts";
import { Classifier } from "@hearth/classifier/classifier.ts";
import { SemanticRouter } from "./semantic-router.ts";
import { shippedClassifier } from "@hearth/classifier/shipped-classifier.ts";

const classifier = new Classifier(shippedClassifier());
const vector = new Float32Array(classifier.embedder.dimensions);
const text = "Mach das Licht in der Küche an";

function start(embed: Embedder) {
  const asked: string[] = [];
  const clock = { nowMs: 0 };
  const router = new SemanticRouter({
    classifier,
    remembered: 2,
    now: () => clock.nowMs,
    embed: (texts) => {
      asked.push(...texts);
      return embed(texts);
    },
  });
  return { router, asked, clock };
}

test("a text is embedded once, in English words, and its guess cached", async () => {
  const { router, asked } = start(() => Promise.resolve([vector]));
  const first = await router.guess(text);
  expect(first).toMatchObject({ route: "home", embedded: true });
  expect(router.guess(text)).toBe(first);
  expect(asked).toEqual(["make the light in the kitchen on"]);
});

test("without an embedding the words decide, and the pause before the next attempt doubles", async () => {
  const { router, asked, clock } = start(() => Promise.resolve(undefined));
  expect(await router.guess(text)).toMatchObject({ route: "home", embedded: false });
  expect(router.guess(text)).toMatchObject({ route: "home", embedded: false });
  expect(asked.length).toBe(1);
  clock.nowMs = 1_000;
  await router.guess(text);
  clock.nowMs = 2_999;
  await router.guess(text);
  expect(asked.length).toBe(2);
  clock.nowMs = 3_000;
  await router.guess(text);
  expect(asked.length).toBe(3);
});

test("a vector of another length is ignored", async () => {
  const { router } = start(() => Promise.resolve([new Float32Array(3)]));
  expect(await router.guess(text)).toMatchObject({ route: "home", embedded: false });
});

test("at most four embeddings are in flight", async () => {
  const answers: (() => void)[] = [];
  const { router, asked } = start(() => new Promise((resolve) => answers.push(() => resolve([vector]))));
  const waiting = [1, 2, 3, 4].map(async (number) => router.guess(`${text} ${number}`));
  expect(router.guess(`${text} 5`)).toMatchObject({ route: "home", embedded: false });
  for (const answer of answers) answer();
  await Promise.all(waiting);
  expect(asked.length).toBe(4);
});
