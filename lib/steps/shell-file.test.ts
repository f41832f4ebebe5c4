import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { functionBodies, shellFunctions, stepScript, stripShell } from "./shell-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-shell-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const write = (...lines: readonly string[]): void =>
  writeFileSync(join(folder, "x.sh"), lines.map((line) => `${line}\n`).join(""));

const verify = ["verify() {", '  [ -e "$path" ]', "}"];
const apply = ["apply() {", "  # why", "  make", "}"];

test("a step has the bodies of its verbs, with all other functions in front", () => {
  write("# shellcheck shell=sh", "", ...verify, 'make() { touch "$path"; }', ...apply);
  expect(stepScript(folder, "x.sh")).toEqual({
    verify: 'make() { touch "$path"; }\n  [ -e "$path" ]',
    apply: 'make() { touch "$path"; }\n  # why\n  make',
  });
});

test("a shell file that is not there is named", () => {
  expect(() => stepScript(folder, "none.sh")).toThrow(
    expect.objectContaining({
      code: "DEFINITION_INVALID",
      message: expect.stringMatching(/^there is no .+\/none\.sh$/) as unknown,
    }),
  );
});

test("a step without verify is refused: nobody would see that it drifted", () => {
  write(...apply);
  expect(() => stepScript(folder, "x.sh")).toThrow("x.sh must define verify and apply");
});

test("a command outside of a function is refused: it would be lost", () => {
  write(...verify, "rm -rf /", ...apply);
  expect(() => stepScript(folder, "x.sh")).toThrow(
    "only functions may stand at the beginning of a line, not: rm -rf /",
  );
});

test("a function that does not end is refused", () => {
  write("verify() {", "  true");
  expect(() => stepScript(folder, "x.sh")).toThrow("verify has no end");
});

test("functions are there whole, or by their bodies", () => {
  write(...verify, "one() { echo 1; }");
  expect(shellFunctions(folder, "x.sh")).toBe('verify() {\n  [ -e "$path" ]\n}\none() { echo 1; }');
  const body = functionBodies(folder, "x.sh");
  expect([body("verify"), body("one")]).toEqual(['  [ -e "$path" ]', "echo 1;"]);
  expect(() => body("two")).toThrow("x.sh has no function two");
});

test("comments and blank lines are stripped; a number sign within a line stays", () => {
  expect(stripShell('# a\n\n  # b\necho "${x#y}" # c')).toBe('echo "${x#y}" # c');
});
