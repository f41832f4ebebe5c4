import { expect, test } from "vitest";
import { HearthError } from "./errors.ts";

const error = new HearthError({ code: "NODE_UNREACHABLE", message: "n2 does not answer", hint: "Is it on?", at: "n2" });

test("a person sees where, what, what to do, and where to read more", () => {
  expect(error.format()).toBe(
    "error NODE_UNREACHABLE: n2: n2 does not answer\n  Is it on?\n  More: docs/errors.md#node_unreachable",
  );
});

test("quoted in another error it omits its documentation address", () => {
  expect(error.formatForQuoting()).toBe("error NODE_UNREACHABLE: n2: n2 does not answer\n  Is it on?");
});

test("a script sees the same as data, and a stable exit code", () => {
  expect(error.toJSON()).toEqual({
    code: "NODE_UNREACHABLE",
    message: "n2 does not answer",
    hint: "Is it on?",
    at: "n2",
    docs: "docs/errors.md#node_unreachable",
  });
  expect(error.exitCode).toBe(1);
});
