import fc from "fast-check";
import { expect, test } from "vitest";
import { orderByNeeds } from "./order-by-needs.ts";

type Items = readonly (readonly [name: string, ...needs: readonly string[]])[];

const order = (items: Items): readonly string[] =>
  orderByNeeds(items, {
    nameOf: ([name]) => name,
    needsOf: ([, ...needs]) => needs,
    kind: "thing",
    folder: "things/",
    fileOf: ([name]) => `things/${name}.ts`,
  }).map(([name]) => name);

test("each item comes after all that it needs, and ties keep their order", () => {
  expect(order([["d", "a"], ["c"], ["b", "c"], ["a", "c"]])).toEqual(["c", "a", "d", "b"]);
  expect(order([["b"], ["a"]])).toEqual(["b", "a"]);
});

test("the longest chain of dependants comes first, however it is reached", () => {
  expect(order([["short"], ["long"], ["x", "long", "short"], ["y", "x"], ["z", "long"]])).toEqual([
    "short",
    "long",
    "x",
    "y",
    "z",
  ]);
  expect(order([["lone"], ["one", "zero"], ["zero"]])).toEqual(["zero", "lone", "one"]);
});

test("a cycle is named in full, without the path to it", () => {
  const circle = (): unknown =>
    order([
      ["x", "y"],
      ["y", "z"],
      ["z", "y"],
    ]);
  expect(circle).toThrow("things wait for each other: y → z → y");
  expect(() => order([["a", "a"]])).toThrow("things wait for each other: a → a");
});

test("an unknown need is an error that names the file and what there is", () => {
  expect(() => order([["x", "gone"], ["y"], ["z"]])).toThrow(
    expect.objectContaining({
      code: "DEFINITION_INVALID",
      at: "things/x.ts",
      message: "thing x needs gone, which is not in things/",
      hint: "Write one of these as its need: y, z.",
    }),
  );
});

test("any items without a cycle are ordered, each after its needs", () => {
  const graph = fc
    .integer({ min: 0, max: 12 })
    .chain((count) =>
      fc.tuple(
        ...Array.from({ length: count }, (_, index) =>
          fc.subarray(Array.from({ length: index }, (_unused, earlier) => `n${earlier}`)),
        ),
      ),
    );
  fc.assert(
    fc.property(graph, (needs) => {
      const items = needs.map((list, index) => [`n${index}`, ...list] as const).toReversed();
      const ordered = order(items);
      expect(ordered.toSorted()).toEqual(items.map(([name]) => name).toSorted());
      for (const [name, ...needed] of items) {
        for (const need of needed) expect(ordered.indexOf(need)).toBeLessThan(ordered.indexOf(name));
      }
    }),
  );
});
