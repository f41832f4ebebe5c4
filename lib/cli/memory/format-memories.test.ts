import { expect, test } from "vitest";
import { formatAdded, formatMemory, formatMemoryList, type Memory } from "./format-memories.ts";

const memory: Memory = {
  id: "m_1",
  text: "The boiler was serviced\nin May.",
  user: "ann",
  tags: ["house"],
  at: "2026-05-03T10:00:00Z",
  source: "said",
  sensitive: false,
  revision: 1,
  created: "2026-05-03T10:00:00Z",
  updated: "2026-05-03T10:00:00Z",
  said: 1,
};

test("a list has a line for each, with the text last", () => {
  expect(formatMemoryList([memory]).split("\n")).toEqual([
    "id   when        about  text",
    "m_1  2026-05-03  ann    The boiler was serviced in May.",
  ]);
  expect(formatMemoryList([])).toBe("no memories");
  expect(formatMemoryList([{ ...memory, sensitive: true, text: "secret" }])).not.toContain("secret");
});

test("one memory has its text, and what is known of it", () => {
  expect(formatMemory({ ...memory, supersedes: "m_0" })).toBe(
    "The boiler was serviced\nin May.\n\nid            m_1\nwhen          2026-05-03T10:00:00Z\nsource        said\n" +
      "about         ann\ntags          house\nsupersedes    m_0",
  );
});

test("adding says what it superseded", () => {
  expect(formatAdded({ memory, merged: false })).toBe("saved as m_1");
  expect(formatAdded({ memory: { ...memory, supersedes: "m_0" }, merged: false })).toBe(
    "saved as m_1; it supersedes m_0, which searches no longer find",
  );
  expect(formatAdded({ memory, merged: true })).toBe("already known: m_1");
});
