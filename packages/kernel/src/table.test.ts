import { expect, test } from "vitest";
import { table } from "./table.ts";

const rows = [
  ["kids", "smollm2-135m-instruct,all-minilm-l6-v2", "5000 tokens-per-day, 20 requests-per-minute"],
  ["laptop", "all", "none"],
];
const headings = ["key", "models", "limits"];

test("columns are as wide as their widest cell, and the last is not padded", () => {
  expect(table(["a", "b"], [["long", "x"]])).toBe("a     b\nlong  x");
});

test("a table fits the terminal, cut with an ellipsis where something is missing", () => {
  const text = table(headings, rows, { width: 60 });
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBe(60);
  expect(text.split("\n")).toEqual([
    "key     models                     limits",
    "kids    smollm2-135m-instruct,al…  5000 tokens-per-day, 20 …",
    "laptop  all                        none",
  ]);
});

test("columns are not cut to nothing, even on a terminal of 10 columns", () => {
  expect(table(headings, rows, { width: 10 }).split("\n")[1]).toBe("kids    smollm2…  5000 to…");
});

test("without a width nothing is cut", () => {
  expect(table(headings, rows)).toContain("20 requests-per-minute");
});
