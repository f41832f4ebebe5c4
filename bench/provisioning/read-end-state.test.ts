import { expect, test } from "vitest";
import { differences, readEndState } from "./read-end-state.ts";

test("counts facts and keeps digests by node and file", () => {
  const outputs = [
    { node: "n1", stdout: "pass package curl\npass on the overlay\ndigest /etc/a 11\n" },
    { node: "n2", stdout: "pass package curl\ndigest /etc/a 22\n" },
  ];
  expect(readEndState(outputs)).toEqual({ facts: 3, digests: { "n1 /etc/a": "11", "n2 /etc/a": "22" } });
});

test("names every fact that does not hold, and a node that is silent", () => {
  const outputs = [
    { node: "n1", stdout: "pass package curl\nfail open ports\n" },
    { node: "n2", stdout: "" },
  ];
  expect(() => readEndState(outputs)).toThrow("the end state is not reached:\nn1: open ports\nn2: no fact holds");
});

test("finds files that are not alike or are on one side only", () => {
  const one = { facts: 1, digests: { "n1 /etc/a": "11", "n1 /etc/b": "33" } };
  const other = { facts: 1, digests: { "n1 /etc/a": "22", "n1 /etc/b": "33", "n1 /etc/c": "44" } };
  expect(differences(one, other)).toEqual(["n1 /etc/a", "n1 /etc/c"]);
});
