import { expect, test } from "vitest";
import { textDifferences } from "./text-differences.ts";

const shown = (before: string, after: string): readonly string[] =>
  textDifferences(before, after).map(({ sign, text }) => `${sign} ${text}`);

test("only lines that differ are shown, in their order", () => {
  expect(shown("a\nzone=UTC\nb\nc\nd", "a\nzone=Berlin\nb\nnew\nc\nd")).toEqual([
    "- zone=UTC",
    "+ zone=Berlin",
    "+ new",
  ]);
  expect(shown("a\nb", "a\nb")).toEqual([]);
  expect(shown("a\nb\nc", "c")).toEqual(["- a", "- b"]);
});

test("a document is compared by its fields, and long texts in it by their lines", () => {
  const job = (count: number, hcl: string): string => JSON.stringify({ id: "gateway", hcl, group: [{ count }] });
  expect(shown(job(1, "x\ncpu = 100\ny"), job(2, "x\ncpu = 200\ny"))).toEqual([
    "- hcl: cpu = 100",
    "+ hcl: cpu = 200",
    "- group[0].count: 1",
    "+ group[0].count: 2",
  ]);
});

test("what only looks like a document is compared by its lines", () => {
  expect(shown("{ a\nb", "{ a\nc")).toEqual(["- b", "+ c"]);
});
