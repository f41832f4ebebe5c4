import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../paths.ts";
import { wantsJson } from "./usage-error.ts";

test.each([
  [["--json", "status"], true],
  [["status", "--json"], true],
  [["ssh", "n1", "--", "nomad", "--json"], false],
  [["status"], false],
])("%j: %s", (words, wants) => {
  expect(wantsJson(words)).toBe(wants);
});

test("a mistake on the command line is one JSON object on stdout with --json", { timeout: 30_000 }, () => {
  const { status, stdout } = spawnSync(process.execPath, [join(root, "lib", "cli", "main.ts"), "--json", "statsu"], {
    encoding: "utf8",
  });
  expect(status).toBe(64);
  expect(JSON.parse(stdout)).toMatchObject({
    jsonVersion: 1,
    error: { code: "USAGE", message: expect.stringContaining("unknown command 'statsu'") as unknown },
  });
});
