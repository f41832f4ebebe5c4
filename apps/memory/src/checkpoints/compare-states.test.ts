import { expect, test } from "vitest";
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
])("from %j to %j", (from, to, expected) => {
  expect(compareStates(from, to)).toEqual(expected);
});
