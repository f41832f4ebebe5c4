import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ScriptRun } from "../../ssh/run-script.ts";
import { readUpgrade } from "./upgrade-packages.ts";

const run = (other: Partial<ScriptRun>): ScriptRun => ({
  exitCode: 0,
  stdout: "",
  stderr: "",
  firstOutputAt: 1,
  ...other,
});

test("what was installed, and whether it wants a restart", () => {
  const stdout = "begin\npackage linux-image-amd64 6.1.1 6.1.2\nreboot yes\n";
  expect(readUpgrade("n2", run({ stdout }))).toEqual({
    packages: [{ name: "linux-image-amd64", from: "6.1.1", to: "6.1.2" }],
    needsReboot: true,
  });
  expect(readUpgrade("n2", run({ stdout: "begin\nreboot no\n" }))).toEqual({ packages: [], needsReboot: false });
});

test("a failure says the end of what apt said; a machine that is not there is that", () => {
  const failed = run({ exitCode: 1, stdout: "begin\n", stderr: "one\nE: no space left\n" });
  expect(() => readUpgrade("n2", failed)).toThrow("E: no space left");
  expect(() => readUpgrade("n2", run({ exitCode: 255, stderr: "No route to host" }))).toThrow("No route to host");
});

const folder = mkdtempSync(join(tmpdir(), "hearth-upgrade-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the script installs only without `look`, and reads a simulation of apt", () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const calls = join(folder, "calls");
  const stub = [
    "#!/bin/sh",
    `echo "$*" >>${calls}`,
    'case "$*" in *--simulate*) echo "Inst tzdata [2025a] (2025b Debian:12 [all])"; echo "Conf tzdata (2025b)" ;; esac',
    "",
  ].join("\n");
  writeFileSync(join(bin, "apt-get"), stub);
  chmodSync(join(bin, "apt-get"), 0o755);
  const script = readFileSync(join(import.meta.dirname, "upgrade-packages.sh"), "utf8");
  const env = { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  const look = execFileSync("sh", ["-s", "look"], { input: script, env, encoding: "utf8" });
  expect(look).toMatch(/^begin\npackage tzdata 2025a 2025b\nreboot (yes|no)\n$/);
  expect(readFileSync(calls, "utf8")).not.toContain("--yes");
  execFileSync("sh", ["-s"], { input: script, env, encoding: "utf8", stdio: "pipe" });
  expect(readFileSync(calls, "utf8")).toContain("--yes --with-new-pkgs upgrade");
});
