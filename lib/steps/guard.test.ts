import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compileUnit, type Verb } from "./compile.ts";
import { shell } from "./shell.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-guard-"));
  for (const name of ["bin", "run", "var/lib/guard"]) mkdirSync(join(folder, name), { recursive: true });
  program("systemctl", "[ $1 != is-active ]");
  program("systemd-run", "true");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A stand-in that writes down how it was called. */
const program = (name: string, script: string): void =>
  writeFileSync(join(folder, "bin", name), `#!/bin/sh\necho "${name} $*" >>${folder}/calls\n${script}\n`, {
    mode: 0o755,
  });
const calls = (): string => (existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8") : "");
const script = (): string => join(folder, "run", "revert-door");
const reverted = (): string => join(folder, "var/lib/guard/door.reverted");

/** Runs a guarded unit of one step, which makes the file `door`, as a node would. */
function run(verb: Verb): { status: number | null; stdout: string } {
  const door = join(folder, "door");
  const step = shell({ id: "door", values: { door }, verify: '[ -e "$door" ]', apply: 'touch "$door"' });
  const guard = { paths: [door], reload: ":" };
  const unit = { node: "n1", role: "door", steps: [step], needs: [], secret: false, notes: [], guard };
  const input = compileUnit(unit)
    .replaceAll(/\/(var\/lib|var\/log|run)\/hearth/g, `${folder}/$1`)
    .replace("PATH=", `PATH=${folder}/bin:`);
  const { status, stdout } = spawnSync("dash", ["-s", "--", verb], { input, encoding: "utf8" });
  return { status, stdout };
}

test("a change is made under a timer, and a fresh connection stops it", () => {
  expect(run("apply")).toEqual({ status: 0, stdout: "door/door: changed\n" });
  expect(calls()).toContain(`sh ${script()}\n`);
  expect(run("confirm")).toEqual({ status: 0, stdout: "door/guard: confirmed\n" });
  expect(existsSync(script())).toBe(false);
});

test("without a timer nothing is changed", () => {
  program("systemd-run", "exit 1");
  const said = "failed: the timer that would revert the change did not start, so nothing was changed";
  expect(run("apply")).toEqual({ status: 1, stdout: `door/guard: ${said}\n` });
  expect([existsSync(join(folder, "door")), existsSync(script())]).toEqual([false, false]);
});

test("the timer of an interrupted run starts over, keeps its own way back, and is confirmed by the next run", () => {
  writeFileSync(script(), "the way back");
  writeFileSync(join(folder, "door"), "");
  expect(run("apply")).toEqual({ status: 0, stdout: "door/door: ok\n" });
  expect(calls()).toMatch(/^systemctl stop hearth-revert-door\.timer\nsystemctl is-active .*\nsystemd-run /);
  expect(readFileSync(script(), "utf8")).toBe("the way back");
  expect(run("confirm").stdout).toBe("door/guard: confirmed\n");
});

test("a revert that goes on at the moment is waited for, and what it put back is then changed and confirmed", () => {
  writeFileSync(script(), "");
  writeFileSync(join(folder, "door"), "");
  // It ends when it is asked for the second time.
  const end = `rm -f ${folder}/door ${script()}; touch ${reverted()}; exit 1`;
  program("systemctl", `[ $1 = is-active ] || exit 0\n[ ! -e ${folder}/asked ] || { ${end}; }\ntouch ${folder}/asked`);
  expect(run("apply")).toEqual({ status: 0, stdout: "door/door: changed\n" });
  expect(existsSync(reverted())).toBe(false);
  program("systemctl", "true");
  expect(run("confirm")).toEqual({ status: 0, stdout: "door/guard: confirmed\n" });
});
