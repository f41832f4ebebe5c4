import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemChecks } from "./system.ts";

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), "hearth-checks-"));
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

const stub = (name: string, script: string): void =>
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

function run(name: string): readonly [number | null, string] {
  const check = systemChecks.find((candidate) => candidate.name === name);
  const { status, stdout } = spawnSync("/bin/sh", ["-s"], {
    input: `check() { ${check?.script ?? "exit 99"}\n}\ncheck`,
    encoding: "utf8",
    env: { PATH: bin },
  });
  return [status, stdout.trim()];
}

test("root without sudo is named as what it is, and so is a login whose sudo asks for a password", () => {
  symlinkSync("/bin/sh", join(bin, "sh"));
  stub("id", "echo 0");
  expect(run("sudo")).toEqual([1, "sudo is not installed"]);
  stub("sudo", "exit 1");
  expect(run("sudo")).toEqual([0, ""]);
  stub("id", "echo 1000");
  expect(run("sudo")).toEqual([1, "sudo asks for a password"]);
});
