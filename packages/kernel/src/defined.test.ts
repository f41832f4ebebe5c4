import { expect, expectTypeOf, test } from "vitest";
import { defined } from "./defined.ts";

const maybe = <T>(value: T): T | undefined => value;

test("only undefined fields are left out", () => {
  const values = { a: 1, b: undefined, c: null, d: false, e: 0, f: "" };
  expect(Object.entries(defined(values))).toEqual([
    ["a", 1],
    ["c", null],
    ["d", false],
    ["e", 0],
    ["f", ""],
  ]);
  expect(Object.hasOwn({ ...defined({ b: undefined }) }, "b")).toBe(false);
});

test("a possibly undefined field becomes optional in the result", () => {
  interface Target {
    readonly name: string;
    readonly limitMs?: number;
    readonly label?: string | null;
  }
  const target: Target = { name: "x", ...defined({ limitMs: maybe(5), label: maybe<string | null>(null) }) };
  expect(target).toEqual({ name: "x", limitMs: 5, label: null });
  expectTypeOf(defined({ name: "x", limitMs: maybe(5) })).toExtend<{ name: string; limitMs?: number }>();
  // @ts-expect-error a field that may be undefined does not make a required one
  const wrong: { limitMs: number } = defined({ limitMs: maybe(5) });
  expect(wrong).toEqual({ limitMs: 5 });
});
