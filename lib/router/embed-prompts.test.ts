import { expect, test } from "vitest";
import { embedPrompts } from "./embed-prompts.ts";
import type { LabelledPrompt } from "./labelled-prompt.ts";

test("prompts are embedded in parts, in their order, and each part is counted", async () => {
  const prompts = Array.from({ length: 450 }, (_, index): LabelledPrompt => ({
    text: `prompt ${index}`,
    route: "chat",
    split: "train",
    language: "en",
  }));
  const sizes: number[] = [];
  const notes: string[] = [];
  const embedded = await embedPrompts(
    prompts,
    (texts) => {
      sizes.push(texts.length);
      return Promise.resolve(texts.map((text) => [Number(/\d+/.exec(text)?.[0])]));
    },
    (note) => notes.push(note),
  );
  expect(embedded.map(({ embedding }) => embedding[0])).toEqual(prompts.map((_, index) => index));
  expect(sizes).toEqual([200, 200, 50]);
  expect(notes).toEqual(["0 of 450", "200 of 450", "400 of 450", ""]);
});
