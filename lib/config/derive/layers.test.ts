import { expect, test } from "vitest";
import { layersOf, mergeLayers, settingOf } from "./layers.ts";

const inventory = {
  ssh: { user: "one", port: 1 },
  groups: { a: { ssh: { user: "two" } }, b: { ssh: { user: "three" } } },
  nodes: [
    { name: "n1", groups: ["b", "a"] },
    { name: "n2", groups: ["a", "b", "c"], ssh: { port: 2 } },
    { name: "n3", groups: ["constructor"] },
  ],
};

test("the strongest layer that has a setting wins, and tells where", () => {
  expect(settingOf(layersOf(inventory, 0), "ssh", "user")).toEqual({
    value: "two",
    path: ["groups", "a", "ssh", "user"],
  });
  expect(settingOf(layersOf(inventory, 1), "ssh", "user")).toEqual({
    value: "three",
    path: ["groups", "b", "ssh", "user"],
  });
  expect(settingOf(layersOf(inventory, 1), "ssh", "port")).toEqual({ value: 2, path: ["nodes", 1, "ssh", "port"] });
  expect(settingOf(layersOf(inventory, 2), "ssh", "port")).toEqual({ value: 1, path: ["ssh", "port"] });
  expect(settingOf(layersOf(inventory, 2), "ssh", "jump")).toBeUndefined();
});

test("a group that does not exist is no layer, whatever its name", () => {
  expect(layersOf(inventory, 2).map(({ path }) => path)).toEqual([[], ["nodes", 2]]);
  expect(layersOf(inventory, 9)).toEqual([]);
});

test("mappings are merged, lists and scalars are replaced, undefined leaves what is there", () => {
  expect(mergeLayers({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3], e: 4 }, d: undefined })).toEqual({
    a: { b: 1, c: [3], e: 4 },
    d: 1,
  });
  expect(mergeLayers({ a: 1 }, { a: { b: 2 } })).toEqual({ a: { b: 2 } });
  expect(mergeLayers({ a: { b: 2 } }, { a: null })).toEqual({ a: null });
});

test("a key with a special name is only a key", () => {
  const merged = mergeLayers({}, JSON.parse('{"__proto__": {"polluted": true}}')) as Record<string, unknown>;
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect(Object.hasOwn(merged, "__proto__")).toBe(true);
});
