import { expect, test } from "vitest";
import { partOf } from "./part-of.ts";
import { readParaphrases } from "./read-paraphrases.ts";

test("the halves are fixed", () => {
  const heldOut = readParaphrases().filter(({ name }) => partOf(name) === "held out");
  expect(heldOut.length).toBe(33);
  expect(heldOut.slice(0, 3).map(({ name }) => name)).toEqual(["dim-lights", "lock-doors", "open-blinds"]);
});
