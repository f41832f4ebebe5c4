import { expect, test } from "vitest";
import { measure } from "./measure.ts";
import { isBetter } from "./promotion.ts";

test("accuracy is within the routes, F1 is of what is outside", () => {
  const verdicts = [
    { route: "code", guessed: "code" },
    { route: "code", guessed: "math" },
    { route: "math", guessed: "none" },
    { route: "math", guessed: "math" },
    { route: "none", guessed: "none" },
    { route: "none", guessed: "none" },
    { route: "none", guessed: "code" },
  ];
  expect(measure(verdicts)).toEqual({ accuracy: 0.5, outOfScopeF1: 4 / 6 });
  expect(measure([])).toEqual({ accuracy: 1, outOfScopeF1: 1 });
});

test("only a classifier that is better is promoted", () => {
  const inUse = { accuracy: 0.9, outOfScopeF1: 0.8 };
  expect(isBetter({ accuracy: 0.91, outOfScopeF1: 0.8 }, inUse)).toBe(true);
  expect(isBetter({ accuracy: 0.95, outOfScopeF1: 0.7 }, inUse)).toBe(false);
  expect(isBetter(inUse, inUse)).toBe(false);
  expect(isBetter({ accuracy: 0.1, outOfScopeF1: 0 }, undefined)).toBe(true);
});
