import { expect, test } from "vitest";
import { withoutCounters } from "./without-counters.ts";

const timings = { cache_n: 30, prompt_n: 1, prompt_per_second: null, predicted_n: 2 };
const usage = { completion_tokens: 2, prompt_tokens: 31, total_tokens: 33 };
const cached = { ...usage, prompt_tokens_details: { cached_tokens: 30 } };
const read = (value: unknown, indent?: number): unknown =>
  JSON.parse(withoutCounters(Buffer.from(JSON.stringify(value, null, indent))).toString());

test.each([undefined, 1])("timings and cached tokens leave an answer, wherever they stand", (indent) => {
  expect(read({ choices: [], usage: cached, id: "x", timings }, indent)).toEqual({ choices: [], usage, id: "x" });
  expect(read({ timings, usage: cached }, indent)).toEqual({ usage });
  expect(read({ a: 1, timings, b: 2 }, indent)).toEqual({ a: 1, b: 2 });
  expect(read({ timings }, indent)).toEqual({});
  expect(read({ usage: { prompt_tokens_details: { cached_tokens: 1 }, ...usage } }, indent)).toEqual({ usage });
});

test("generated text about timings stays", () => {
  const answer = { choices: [{ message: { content: '{"timings":{"cache_n":1},"ä":"ö"}' } }] };
  expect(read({ ...answer, timings })).toEqual(answer);
});

test("only the event that has them is changed", () => {
  const plain = Buffer.from('data: {"choices":[{"delta":{"content":"Hé"}}]}\n\n');
  expect(withoutCounters(plain)).toBe(plain);
  const last = `data: ${JSON.stringify({ choices: [], usage: cached, timings })}\n\ndata: [DONE]\n\n`;
  expect(withoutCounters(Buffer.from(last)).toString()).toBe(
    `data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`,
  );
});
