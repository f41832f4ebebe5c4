import { expect, test } from "vitest";
import { AnswerTap } from "./answer-tap.ts";

test("a stream without usage is counted by its events, the prompt by its estimate", () => {
  const tap = new AnswerTap(false);
  tap.push(Buffer.from("data: 1\n\ndata: 2\n\n"), true);
  tap.push(Buffer.from("data: 3\n\n"), true);
  expect(tap.usage(7)).toEqual({ promptTokens: 7, completionTokens: 3 });
});

test("usage at the end of a long answer is found, and only its end is held", () => {
  const tap = new AnswerTap(false);
  for (let count = 0; count < 100; count += 1) tap.push(Buffer.from("x".repeat(1_000)), false);
  tap.push(Buffer.from('"usage":{"prompt_tokens":3,"completion_tokens":4}}'), false);
  tap.end();
  expect(tap.usage(7)).toEqual({ promptTokens: 3, completionTokens: 4 });
  expect(tap.body()).toBe(undefined);
});

test("a body is kept if wanted, complete and not too large", () => {
  const kept = new AnswerTap(true);
  kept.push(Buffer.from("{"), false);
  kept.push(Buffer.from("}"), false);
  expect(kept.body()).toBe(undefined);
  kept.end();
  expect(kept.body()?.toString()).toBe("{}");

  const large = new AnswerTap(true);
  for (let count = 0; count < 3; count += 1) large.push(Buffer.alloc(600_000), false);
  large.end();
  expect(large.body()).toBe(undefined);
});

test("gaps are reported for the pieces of a stream, not for an unstreamed answer", () => {
  const gaps: number[] = [];
  const stream = new AnswerTap(false, (gapMs) => gaps.push(gapMs));
  for (let piece = 0; piece < 3; piece += 1) stream.push(Buffer.from("data: {}\n\n"), true);
  new AnswerTap(false, (gapMs) => gaps.push(gapMs)).push(Buffer.from("{}"), false);
  expect(gaps.length).toBe(2);
  expect(gaps.every((gapMs) => gapMs >= 0)).toBe(true);
});
