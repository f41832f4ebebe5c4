import { expect, test } from "vitest";
import { roomForNotes } from "./room-for-notes.ts";
import { frameTokens } from "./write-notes.ts";

const expert = (contextTokens?: number) => (contextTokens === undefined ? {} : { capabilities: { contextTokens } });

test.each([
  ["no context is known", [expert(), { capabilities: {} }], 100, 50, 400],
  ["there is room", [expert(8_192)], 100, 50, 400],
  ["the smallest of them counts", [expert(8_192), expert(1_024)], 400, 200, 324 - frameTokens],
  ["no answer's length is given", [expert(1_024)], 400, undefined, 268 - frameTokens],
  ["there is none", [expert(1_024)], 700, 200, 0],
])("%s", (_what, ...[experts, promptTokens, maxTokens, room]) => {
  expect(roomForNotes({ promptTokens, maxTokens }, experts, 400)).toBe(room);
});
