import { expect, test } from "vitest";
import { HearthError } from "@hearth/kernel/errors.ts";
import { neverUp } from "./never-up.ts";

const silent = new HearthError({
  code: "NODE_UNREACHABLE",
  message: "no node of the cluster could be reached: n1",
  hint: "Look.",
});
const oneSilent = new HearthError({ code: "NODE_UNREACHABLE", message: "n1 is silent", hint: "Look." });

test("where nothing was brought up, that is the reason why nothing answers", () => {
  expect(neverUp(silent, "home", () => true)).toMatchObject({
    code: "STATE_MISSING",
    message: "the stack home is not up, so nothing of it can answer\n  no node of the cluster could be reached: n1",
    hint: "Bring it up with `hearth --stack home up`.",
  });
});

test("of a cluster that is up, and of any other error, nothing is changed", () => {
  expect(neverUp(silent, "home", () => false)).toBe(silent);
  expect(neverUp(oneSilent, "home", () => true)).toBe(oneSilent);
  const other = new TypeError("x");
  expect(neverUp(other, "home", () => true)).toBe(other);
});
