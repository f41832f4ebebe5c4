import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog, fileSink } from "@hearth/kernel/log.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { writeRun } from "@hearth/kernel/run-times.ts";
import { errorForPeople } from "../lib/cli/error-for-people.ts";
import { keepNames } from "../lib/stack/kept-names.ts";
import { beginUp } from "../lib/stack/unfinished-up.ts";

test("a log on a full disk loses entries, and keeps nobody from the command that frees space", () => {
  // Every write to this device ends with ENOSPC.
  const log = createLog(fileSink("/dev/full"));
  expect(() => log.info("nothing is written")).not.toThrow();
});

const folder = mkdtempSync(join(tmpdir(), "hearth-full-"));
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]).status === 0;
beforeAll(() => {
  if (!isMounted) return;
  writeFileSync(join(folder, "kept.json"), "before");
  fill();
});
afterAll(() => {
  if (isMounted) spawnSync("umount", [folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** To the last byte. */
function fill(): void {
  for (const size of [4_096, 1]) {
    try {
      for (;;) writeFileSync(join(folder, "filler"), "x".repeat(size), { flag: "a" });
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: "ENOSPC" });
    }
  }
}

// To mount a disk of its own it has to be root.
describe.runIf(isMounted)("a full disk of the controller", () => {
  test("a file that cannot be replaced stays as it was, and nothing half written is left", () => {
    const file = join(folder, "kept.json");
    expect(() => replaceFile(file, "after".repeat(5_000))).toThrow(expect.objectContaining({ code: "ENOSPC" }));
    expect(readFileSync(file, "utf8")).toBe("before");
    expect(readdirSync(folder).toSorted()).toEqual(["filler", "kept.json"]);
  });

  test("`up` stops before it changes anything, with what to do", () => {
    let thrown: unknown;
    try {
      beginUp(folder);
    } catch (error) {
      thrown = errorForPeople(error);
    }
    expect(thrown).toMatchObject({
      code: "FILE_NOT_WRITTEN",
      message: "no space is left on the disk",
      hint: expect.stringContaining("hearth tools prune") as unknown,
    });
  });

  test("what only helps is left out", () => {
    expect(() => keepNames(folder, { nodes: ["n1"] })).not.toThrow();
    expect(() => createLog(fileSink(join(folder, "log", "hearth.jsonl"))).info("x")).not.toThrow();
    expect(() => writeRun(join(folder, "times.json"), { toDo: 1, totalMs: 1, ends: {} })).not.toThrow();
  });
});
