import { expect, test } from "vitest";
import {
  formatAdded,
  formatForgetting,
  formatForgotten,
  formatFound,
  formatMemory,
  formatMemoryList,
  type Memory,
} from "./format-memories.ts";

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

test("a search that found nothing says so, and how to see the rest", () => {
  expect(formatFound({ hits: [], read: [], left: 0 })).toBe("nothing found");
  expect(formatFound({ hits: [], read: [], left: 7 })).toBe(
    "nothing found; --all also shows 7 with little to do with it",
  );
  const read = [{ text: "Press reset.", why: "meaning 0.61", place: "Manual, page 3" }];
  expect(formatFound({ hits: [], read, left: 0 })).toBe(
    "no memories found\n\nIn documents:\nPress reset.\n  meaning 0.61 (Manual, page 3)",
  );
  expect(formatFound({ hits: [{ id: "m_1", text: "Tea at five", why: "words tea" }], read: [], left: 3 })).toBe(
    "Tea at five\n  words tea (m_1)",
  );
});

test("forgetting says what it would delete, and that it is for good", () => {
  const first = (text: string): string => text.split("\n", 1)[0] ?? "";
  expect(first(formatForgetting([memory], { hasMore: false, dryRun: true }))).toBe("This would forget 1 memory:");
  expect(first(formatForgetting([memory, memory], { hasMore: false, dryRun: false }))).toBe(
    "This forgets for good 2 memories:",
  );
  expect(first(formatForgetting([memory], { hasMore: true, dryRun: false }))).toBe(
    "This forgets for good more than 1 memories, of which these are the newest:",
  );
  expect(formatForgetting([], { hasMore: false, dryRun: true })).toBe(
    "no memory is selected, so there is nothing to forget",
  );
  expect(formatForgotten(1, 1)).toBe("forgot 1 memory");
  expect(formatForgotten(3, 2)).toBe("forgot 3 memories, 1 of them other wordings that were merged");
  expect(formatForgotten(0, undefined)).toBe("forgot 0 memories");
});
