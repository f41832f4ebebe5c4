import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLog, type LogEntry } from "@hearth/kernel/log.ts";
import { undoAbandoned } from "./undo-abandoned.ts";

let folder: string;
let entries: LogEntry[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-abandoned-"));
  entries = [];
  for (const path of ["bin", "begun/n4", "begun/n5"]) mkdirSync(join(folder, path), { recursive: true });
  // Stands in for the launcher: n5 is a machine that is gone.
  const launcher = `#!/bin/sh\nprintf '%s\\n' "$*" >>"${folder}/log"; cat >>"${folder}/log"\n[ "$1" = n4 ] || { echo "n5 does not answer" >&2; exit 1; }\n`;
  writeFileSync(join(folder, "bin", "hearth-unit"), launcher, { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const undo = (wanted: readonly string[]): Promise<void> =>
  undoAbandoned(
    { name: "no-such-stack", folder },
    {
      wanted: new Set(wanted),
      environment: { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}` },
      log: createLog((entry) => entries.push(entry)),
    },
  );

test("what was abandoned is undone with its script and forgotten; what is asked for is left alone", async () => {
  writeFileSync(join(folder, "begun/n4/base"), "# hearth unit n4/base\n");
  writeFileSync(join(folder, "begun/n4/ssh"), "# hearth unit n4/ssh\n");
  await undo(["n4/ssh"]);
  expect(readFileSync(join(folder, "log"), "utf8")).toBe("n4 undo\n# hearth unit n4/base\n");
  expect(["base", "ssh"].map((role) => existsSync(join(folder, "begun/n4", role)))).toEqual([false, true]);
  await undo(["n4/ssh"]);
  expect(readFileSync(join(folder, "log"), "utf8").split("\n")).toHaveLength(3);
});

test("a machine that is gone holds nothing up: it is named, and tried again", async () => {
  writeFileSync(join(folder, "begun/n5/base"), "# hearth unit n5/base\n");
  await undo([]);
  const file = join(folder, "begun/n5/base");
  expect(existsSync(file)).toBe(true);
  expect(entries.filter(({ kind }) => kind === "warning")).toEqual([
    {
      kind: "warning",
      text: `n5/base could not be undone (n5 does not answer); the next run tries again, unless you remove ${file}`,
    },
  ]);
});

test("a job is stopped through Nomad, and kept in mind where the cluster cannot be reached", async () => {
  mkdirSync(join(folder, "begun/job"));
  for (const job of ["expert-old", "gateway"]) writeFileSync(join(folder, "begun/job", job), "");
  await undo(["job/gateway"]);
  expect(existsSync(join(folder, "log"))).toBe(false);
  expect(entries.filter(({ kind }) => kind === "warning")).toMatchObject([
    { text: expect.stringMatching(/^job\/expert-old could not be undone \(the stack has no keys/) as string },
  ]);
});
