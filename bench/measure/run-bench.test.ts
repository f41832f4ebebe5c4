import { expect, test } from "vitest";
import { HearthError } from "@hearth/kernel/errors.ts";
import { UsageError } from "./option.ts";
import { endOf } from "./run-bench.ts";

const going = new AbortController().signal;

test("an interrupted one says so in one line, whatever was thrown by it", () => {
  const ended = AbortSignal.abort(new Error("ended by SIGINT"));
  expect(endOf(new DOMException("The operation was aborted", "AbortError"), ended)).toEqual({
    exitCode: 130,
    text: "ended by SIGINT",
  });
});

test("a wrong command line is one line and the exit status that `hearth` has for it", () => {
  expect(endOf(new UsageError("Unknown option '--x'"), going)).toEqual({
    exitCode: 64,
    text: "Unknown option '--x' (see --help)",
  });
});

test("an error for people tells what to do, a bug where it is", () => {
  const late = new HearthError({ code: "WAIT_TIMEOUT", message: "waited 3s", hint: "Wait." });
  expect(endOf(late, going)).toEqual({
    exitCode: 1,
    text: "error WAIT_TIMEOUT: waited 3s\n  Wait.\n  More: docs/errors.md#wait_timeout",
  });
  expect(endOf(new TypeError("no such thing"), going).text).toMatch(/^TypeError: no such thing\n\s+at /);
});
