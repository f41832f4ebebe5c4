import { expect, test } from "vitest";
import type { Json } from "../store/record.ts";
import { compareStates } from "./compare-states.ts";

test.each([
  [{ a: 1 }, { a: 1 }, []],
  [1, [1], [{ op: "replace", path: "", value: [1] }]],
  [
    { a: 1, b: 2 },
    { b: 3, c: null },
    [
      { op: "remove", path: "/a" },
      { op: "replace", path: "/b", value: 3 },
      { op: "add", path: "/c", value: null },
    ],
  ],
  [{ "x/y~": [] }, { "x/y~": ["z"] }, [{ op: "add", path: "/x~1y~0/-", value: "z" }]],
  [
    [1, 2, 3],
    [1, 5],
    [
      { op: "replace", path: "/1", value: 5 },
      { op: "remove", path: "/2" },
    ],
  ],
  [{ a: 1 }, { a: 1, constructor: 2 }, [{ op: "add", path: "/constructor", value: 2 }]],
])("from %j to %j", (from, to, expected) => {
  expect(compareStates(from, to)).toEqual(expected);
});

/** Nested `depth` deep, with many values at the bottom. */
function nested(depth: number, last: number): Json {
  let state: Json = [...Array.from({ length: 100_000 }, (_, index) => index), last];
  for (let level = 0; level < depth; level += 1) state = { a: state };
  return state;
}

test("deep states are compared in time proportional to their size", () => {
  const begun = performance.now();
  expect(compareStates(nested(100, 1), nested(100, 2))).toHaveLength(1);
  expect(performance.now() - begun).toBeLessThan(200);
});

test("more differences than are useful are one replacement", () => {
  const to = Array.from({ length: 20_000 }, () => 1);
  expect(compareStates([], to)).toEqual([{ op: "replace", path: "", value: to }]);
  const name = "n".repeat(10_000);
  const many = { [name]: Array.from({ length: 5_000 }, () => 1) };
  expect(compareStates({ [name]: [] }, many)).toEqual([{ op: "replace", path: "", value: many }]);
});
