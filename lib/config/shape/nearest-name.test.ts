import { expect, test } from "vitest";
import { nearestName, suggestion } from "./nearest-name.ts";

test.each([
  ["hostkey", ["hostKey", "user"], "hostKey"],
  ["datacentre", ["datacenter", "domain"], "datacenter"],
  ["shh", ["name", "ssh"], "ssh"],
  ["smollm2", ["smollm2-135m-instruct", "all-minilm-l6-v2"], "smollm2-135m-instruct"],
  ["n1", ["n2", "n3"], "n2"],
  ["storage", ["n1", "n2"], undefined],
  ["", ["a", "bb"], "a"],
  ["x".repeat(500), ["name"], undefined],
])("%.20j among %j is most likely %j", (written, known, nearest) => {
  expect(nearestName(written, known)).toBe(nearest);
});

test("where nothing is near, the choice is named", () => {
  expect(suggestion("colour", ["name", "ssh"])).toBe("known are name, ssh");
  expect(suggestion("gpu", [])).toBe("there is none to choose from");
  expect(suggestion("nmae", ["name", "ssh"])).toBe("did you mean `name`?");
});

test("two names that start alike are told apart by their letters", () => {
  expect(nearestName("qwen", ["qwen-7b", "qwen-14b"])).toBeUndefined();
});
