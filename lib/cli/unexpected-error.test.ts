import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unexpectedError } from "./unexpected-error.ts";

const root = mkdtempSync(join(tmpdir(), "hearth-bug-"));

test("a bug is said in a sentence, and its stack trace is in a private file", () => {
  const folder = join(root, "log");
  const error = unexpectedError(new TypeError("x is undefined\nmore"), { folder, root, debug: false });
  const [file = ""] = readdirSync(folder);
  expect(error.format()).toBe(
    `error INTERNAL: this is a bug in Hearth: x is undefined\n  The details are in log/${file}. Please report it with that file.\n  More: docs/errors.md#internal`,
  );
  expect(readFileSync(join(folder, file), "utf8")).toContain("unexpected-error.test.ts");
  expect(statSync(join(folder, file)).mode & 0o77).toBe(0);
});

test("with HEARTH_DEBUG the trace is printed, and without a place for the file a person reads how to get it", () => {
  const bug = new TypeError("x is undefined");
  expect(unexpectedError(bug, { folder: root, root, debug: true }).hint).toContain("unexpected-error.test.ts");
  expect(unexpectedError(bug, { folder: "/dev/null/log", root, debug: false }).hint).toContain("HEARTH_DEBUG=1");
});
