import { expect, test } from "vitest";
import { formatFinding } from "./finding.ts";
import { parseYaml } from "./parse-yaml.ts";

const findingsOf = (text: string): readonly string[] =>
  parseYaml("x.yaml", Buffer.from(text)).findings.map(formatFinding);
const valueOf = (text: string): unknown => parseYaml("x.yaml", Buffer.from(text)).source?.value;

test("a file of more than a mebibyte is refused unread", () => {
  const almost = `a: 1 # ${"x".repeat(2 ** 20 - 7)}`;
  expect(valueOf(almost)).toEqual({ a: 1 });
  expect(findingsOf(`${almost}x`)).toEqual([
    "x.yaml:1:1 file: is larger than 1 MiB; an inventory is a few pages long; check that this is the right file",
  ]);
});

test.each(["[", "{a: ", "- ", "&a ["])("nesting without end is a finding, not a crash: %j", (opening) => {
  const { source, findings } = parseYaml("x.yaml", Buffer.from(opening.repeat(5_000)));
  expect(source).toBeUndefined();
  expect(findings[0]?.what).toBe("is nested too deeply to be read");
});

test("YAML 1.2: no truth in yes, octal by 0o, no merge keys, text as keys", () => {
  expect(valueOf("a: yes\nb: 0o17\nc: 017\n<<: {d: 1}\n1: x\n")).toEqual({
    a: "yes",
    b: 15,
    c: 17,
    "<<": { d: 1 },
    "1": "x",
  });
});

test("one slip gives few findings", () => {
  expect(findingsOf("a: ]\n".repeat(50))).toHaveLength(5);
});

test("aliases by the hundred are a bomb even where each is small", () => {
  const many = (count: number): string => `a: &a 1\nb: [${Array.from({ length: count }, () => "*a").join(", ")}]`;
  expect(valueOf(many(99))).toEqual({ a: 1, b: Array.from({ length: 99 }, () => 1) });
  expect(findingsOf(many(101))).toEqual([
    "x.yaml:2:5 file: has aliases that stand for more than 100 values; put what nodes share into `groups`",
  ]);
});

test("an anchor that holds itself is a finding", () => {
  expect(findingsOf("a: &a [*a]\n")).toEqual([
    "x.yaml:1:8 file: the alias `*a` stands inside its own anchor; write the value out, or put `&a` before it further up",
  ]);
});
