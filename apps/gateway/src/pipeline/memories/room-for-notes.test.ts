import { expect, test } from "vitest";
import { roomForNotes } from "./room-for-notes.ts";
import { frameTokens } from "./write-notes.ts";

const expert = (contextTokens?: number) => (contextTokens === undefined ? {} : { capabilities: { contextTokens } });

test.each([
  {
    what: "no context is known",
    experts: [expert(), { capabilities: {} }],
    promptTokens: 100,
    maxTokens: 50,
    room: 400,
  },
  { what: "there is room", experts: [expert(8_192)], promptTokens: 100, maxTokens: 50, room: 400 },
  {
    what: "the smallest of them counts",
    experts: [expert(8_192), expert(1_024)],
    promptTokens: 400,
    maxTokens: 200,
    room: 324 - frameTokens,
  },
  {
    what: "no answer's length is given",
    experts: [expert(1_024)],
    promptTokens: 400,
    maxTokens: undefined,
    room: 268 - frameTokens,
  },
  { what: "there is none", experts: [expert(1_024)], promptTokens: 700, maxTokens: 200, room: 0 },
])("$what", ({ experts, promptTokens, maxTokens, room }) => {
  expect(roomForNotes({ promptTokens, maxTokens }, experts, 400)).toBe(room);
});
