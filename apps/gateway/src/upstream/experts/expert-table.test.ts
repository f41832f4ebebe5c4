import { expect, test } from "vitest";
import { ExpertTable } from "./expert-table.ts";
import type { Expert } from "../../domain/expert.ts";

const chat: Expert = { name: "chat", kind: "chat", model: "smollm2", instances: [{ origin: "http://a" }] };
const embed: Expert = { ...chat, name: "embed", kind: "embedding", model: "minilm" };

test("an expert that left is remembered for ten minutes", () => {
  let nowMs = 0;
  const table = new ExpertTable(() => nowMs);
  table.set(embed);
  table.set(chat);
  table.leave("chat");
  expect(table.all()).toEqual([{ ...chat, instances: [] }, embed]);
  nowMs = 600_001;
  table.set(embed);
  expect(table.all()).toEqual([embed]);
});

test("an expert that never passed is not listed", () => {
  const table = new ExpertTable();
  table.suspend("chat");
  table.leave("chat");
  expect(table.all()).toEqual([]);
});
