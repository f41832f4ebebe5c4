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

test("columns are not cut to nothing: on a very narrow terminal the last ones are left out, and named", () => {
  const end = "(--wide also shows: limits)";
  expect(table(headings, rows, { width: 14 }).split("\n")).toEqual([
    "key     models",
    "kids    smoll…",
    "laptop  all",
    end,
  ]);
  expect(table(headings, rows, { width: 12 }).split("\n")).toEqual([
    "key     mod…",
    "kids    smo…",
    "laptop  all",
    end,
  ]);
});

test("the name stays whole, since commands take it, however narrow the terminal is", () => {
  const long = [["smollm2-135m-instruct-quantized", "chat", "135 MiB"]];
  expect(table(["model", "kind", "size"], long, { width: 40 }).split("\n")).toEqual([
    "model                            kind",
    "smollm2-135m-instruct-quantized  chat",
    "(--wide also shows: size)",
  ]);
  expect(table(headings, rows, { width: 3 }).split("\n")).toEqual([
    "key",
    "kids",
    "laptop",
    "(--wide also shows: models, limits)",
  ]);
});

test("without a width nothing is cut", () => {
  expect(table(headings, rows)).toContain("20 requests-per-minute");
});
