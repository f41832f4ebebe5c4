import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

test("a job that is begun is written down by its name, before Nomad hears of it; one that is stopped or waited for is not", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-job-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "bin"));
  // Stands in for Node: the registration fails.
  writeFileSync(join(folder, "bin", "node"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const launch = (verb: string): number | null =>
    spawnSync("sh", [join(import.meta.dirname, "hearth-job"), verb, "web"], {
      env: { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`, HEARTH_STACK_FOLDER: folder },
    }).status;
  expect([launch("gate"), launch("stop"), existsSync(join(folder, "begun"))]).toEqual([1, 1, false]);
  expect(launch("apply")).toBe(1);
  expect(readdirSync(join(folder, "begun", "job"))).toEqual(["web"]);
});
