import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Unit } from "./unit.ts";
import { compileUnit, type Verb } from "./compile.ts";
import { file } from "./file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-owned-"));
  mkdirSync(join(folder, "bin"));
  writeFileSync(
    join(folder, "bin", "systemctl"),
    `#!/bin/sh\n[ $1 != is-active ] || exit 3\necho "$*" >>${folder}/systemctl\n`,
    { mode: 0o755 },
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = ["-un", "-gn"].map((flag) => execFileSync("id", [flag], { encoding: "utf8" }).trim()).join(":");
const path = (name: string): string => join(folder, "etc", name);
const there = (name: string): string | undefined =>
  existsSync(path(name)) ? readFileSync(path(name), "utf8") : undefined;

type Files = Readonly<Record<string, string>>;

/** Runs a unit that has these files, by name and content, as a node would: `run("apply one", { a: "1" })`. */
function run(what: `${Verb} ${string}`, files: Files, more: Partial<Unit> = {}): string {
  const { status, stdout, stderr } = attempt(what, files, more);
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

/** As `run`, whatever its end. */
function attempt(what: `${Verb} ${string}`, files: Files, more: Partial<Unit> = {}) {
  const [verb = "", role = ""] = what.split(" ");
  const steps = Object.entries(files).map(([name, content]) => file({ path: path(name), content, owner }));
  const script = compileUnit({ node: "n1", role, steps, needs: [], secret: false, notes: [], ...more })
    .replaceAll(/\/(var\/lib|var\/log|run)\/hearth/g, `${folder}/$1`)
    .replaceAll(new RegExp(`(?<!${folder})/etc/systemd/`, "g"), `${folder}/etc/systemd/`)
    .replace("PATH=", `PATH=${folder}/bin:`);
  const { status, stdout, stderr } = spawnSync("dash", ["-s", "--", verb], { input: script, encoding: "utf8" });
  const named = (text: string): string => text.replaceAll(`${folder}/etc/`, "");
  return { status, stdout: named(stdout), stderr: named(stderr) };
}

test("a file whose step is gone goes with the next run, and only with that one", () => {
  run("apply one", { a: "1", b: "2" });
  expect(run("apply one", { b: "2" })).toBe("one/file a: removed\none/file b: ok\n");
  expect([there("a"), there("b")]).toEqual([undefined, "2"]);
  expect(run("apply one", { b: "2" })).toBe("one/file b: ok\n");
});

test("the last file of a unit goes too, and what was there before it comes back", () => {
  mkdirSync(join(folder, "etc"));
  writeFileSync(path("a"), "theirs");
  run("apply one", { a: "1" });
  expect(run("apply one", {})).toBe("one/file a: removed\n");
  expect(there("a")).toBe("theirs");
});

test("a file that was changed by hand stays, and is nobody's any more", () => {
  run("apply one", { a: "1" });
  writeFileSync(path("a"), "by hand");
  run("apply one", {});
  expect(there("a")).toBe("by hand");
  expect(run("apply one", {})).toBe("");
});

test("a file that was found as it should be is owned too", () => {
  mkdirSync(join(folder, "etc"));
  writeFileSync(path("a"), "1", { mode: 0o644 });
  expect(run("apply one", { a: "1" })).toBe("one/file a: ok\n");
  run("apply one", {});
  expect(there("a")).toBeUndefined();
});

test("a file that another unit has taken over stays, whichever of the two runs first", () => {
  run("apply one", { a: "1" });
  run("apply two", { a: "1" });
  run("apply one", {});
  expect(there("a")).toBe("1");
  run("apply two", {});
  expect(there("a")).toBeUndefined();

  run("apply one", { a: "1" });
  run("apply one", {});
  run("apply two", { a: "1" });
  expect(there("a")).toBe("1");
});

test("undo of a unit leaves a file that another unit has taken over", () => {
  run("apply one", { a: "1" });
  run("apply two", { a: "1" });
  run("undo one", { a: "1" });
  expect(there("a")).toBe("1");
  run("undo two", { a: "1" });
  expect(there("a")).toBeUndefined();
});

test("a service ends before its unit of systemd goes", () => {
  run("apply one", { "systemd/system/lamp.service": "[Service]" });
  run("apply one", {});
  expect(readdirSync(path("systemd/system"))).toEqual([]);
  expect(readFileSync(join(folder, "systemctl"), "utf8")).toBe("disable --now --quiet lamp\ndaemon-reload\n");
});

test("verify changes nothing, marks neither", () => {
  run("apply one", { a: "1", b: "2" });
  run("verify one", { b: "2" });
  expect(there("a")).toBe("1");
});

test("a guarded unit arms its timer before a file goes, and the file is among what would come back", () => {
  writeFileSync(join(folder, "bin", "systemd-run"), `#!/bin/sh\nls ${folder}/etc >${folder}/armed\n`, { mode: 0o755 });
  run("apply one", { a: "1", b: "2" });
  run("apply one", { b: "2" }, { guard: { paths: [path("b")], reload: ":" } });
  expect(there("a")).toBeUndefined();
  expect(readFileSync(join(folder, "armed"), "utf8")).toBe("a\nb\n");
  const kept = execFileSync("tar", ["-tf", join(folder, "var/lib/guard/one.tar")], { encoding: "utf8" });
  expect(kept.split("\n").map((entry) => entry.slice(-2))).toEqual(["/b", "/a", ""]);
});

test("undo takes the files of former versions too, and without a step all that are marked as the unit's own", () => {
  run("apply one", { a: "1", b: "2" });
  expect(run("undo one", { b: "2" })).toBe("one/file b: undone\none/file a: removed\n");
  run("apply one", { a: "1" });
  run("apply other", { c: "3" });
  expect(run("undo one", {})).toBe("one/file a: removed\n");
  expect([there("a"), there("c")]).toEqual([undefined, "3"]);
});

test("a folder in a file's place is left alone, and named", () => {
  mkdirSync(path("a"), { recursive: true });
  const { status, stdout, stderr } = attempt("apply one", { a: "1" });
  expect([status, stdout, stderr]).toEqual([1, "one/file a: failed\n", "a is a folder\n"]);
  expect(readdirSync(path("a"))).toEqual([]);
  expect(existsSync(join(folder, "var/lib/hearth/kept", path("a")))).toBe(false);
  expect(run("undo one", {})).toBe("");
});

const attack = "one/file a: failed\n";
const refusal = (place: string): string => `others than root may change ${place}, so root does not write below it\n`;

test("nothing is written below a folder that everybody may change", () => {
  mkdirSync(path(""), { recursive: true });
  chmodSync(path(""), 0o777);
  expect(attempt("apply one", { a: "1" })).toEqual({ status: 1, stdout: attack, stderr: refusal(path("")) });
  expect(readdirSync(path(""))).toEqual([]);
  // As in /tmp, others may add files there, but not replace ours.
  chmodSync(path(""), 0o1777);
  run("apply one", { a: "1" });
});

const isRoot = process.getuid?.() === 0;
const stranger = 65_534;

test.runIf(isRoot)(
  "a stranger's folder is refused wherever it is on the way, and so is a link that a stranger made",
  () => {
    mkdirSync(path("home/stranger/.ssh"), { recursive: true });
    lchownSync(path("home/stranger"), stranger, stranger);
    writeFileSync(path("target"), "theirs");
    symlinkSync(path("."), path("home/link"));
    lchownSync(path("home/link"), stranger, stranger);
    for (const name of ["home/stranger/a", "home/stranger/.ssh/a", "home/link/target"]) {
      const { status, stderr } = attempt("apply one", { [name]: "1" });
      expect([name, status, stderr]).toEqual([name, 1, expect.stringContaining("others than root may change")]);
    }
    expect(readFileSync(path("target"), "utf8")).toBe("theirs");
  },
);

test("a link that root made, such as to another disk, is followed", () => {
  mkdirSync(path("disk"), { recursive: true });
  symlinkSync(path("disk"), path("link"));
  run("apply one", { "link/a": "1" });
  expect(there("disk/a")).toBe("1");
});

test("a link in a file's place is replaced, and what it names stays as it was", () => {
  mkdirSync(path(""), { recursive: true });
  writeFileSync(path("shadow"), "theirs");
  symlinkSync(path("shadow"), path("a"));
  run("apply one", { a: "1" });
  expect([there("a"), there("shadow")]).toEqual(["1", "theirs"]);
});

test.runIf(isRoot)("a former file below a stranger's folder is left to the stranger, with its mark", () => {
  run("apply one", { "home/a": "1" });
  lchownSync(path("home"), stranger, stranger);
  expect(run("apply one", {})).toBe("");
  expect(there("home/a")).toBe("1");
  expect(existsSync(join(folder, "var/lib/owned", path("home/a")))).toBe(true);
});
