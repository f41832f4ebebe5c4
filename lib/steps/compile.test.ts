import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Unit } from "./unit.ts";
import { compileUnit, type Verb } from "./compile.ts";
import { shell } from "./shell.ts";
import type { Step } from "./step.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-unit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const unit = (steps: readonly Step[], more: Partial<Unit> = {}): Unit => ({
  node: "n1",
  role: "demo",
  steps,
  needs: [],
  secret: false,
  notes: [],
  ...more,
});

/** Runs a script as a node would, with the node's folders moved below the test's own. */
function run(script: string, verb: Verb): { status: number | null; stdout: string; stderr: string } {
  const here = script
    .replaceAll("/var/lib/hearth", join(folder, "lib"))
    .replaceAll("/var/log/hearth", join(folder, "log"))
    .replaceAll("/run/hearth", join(folder, "run"));
  const { status, stdout, stderr } = spawnSync("dash", ["-s", "--", verb], { input: here, encoding: "utf8" });
  return { status, stdout, stderr };
}

const marker = (name: string): Step =>
  shell({
    id: `mark ${name}`,
    values: { path: join(folder, name) },
    verify: '[ -e "$path" ]',
    apply: 'touch "$path"',
    undo: 'rm "$path"',
  });

test("apply changes what is not so, and a second run changes nothing", () => {
  const script = compileUnit(unit([marker("a"), marker("b")]));
  expect(run(script, "apply").stdout).toBe("demo/mark a: changed\ndemo/mark b: changed\n");
  expect(run(script, "apply").stdout).toBe("demo/mark a: ok\ndemo/mark b: ok\n");
});

test("verify changes nothing and exits 2 where something drifted", () => {
  const script = compileUnit(unit([marker("a"), marker("b")]));
  run(script, "apply");
  rmSync(join(folder, "a"));
  expect(run(script, "verify")).toMatchObject({ status: 2, stdout: "demo/mark a: drifted\ndemo/mark b: ok\n" });
  expect(run(script, "verify").status).toBe(2);
});

test("undo goes backwards", () => {
  const script = compileUnit(unit([marker("a"), marker("b")]));
  run(script, "apply");
  expect(run(script, "undo")).toMatchObject({ status: 0, stdout: "demo/mark b: undone\ndemo/mark a: undone\n" });
});

test("a step that fails ends the unit, and its own output is the evidence", () => {
  const broken = shell({ id: "break", verify: "false", apply: "echo the disk is full\nfalse\ntouch never" });
  const result = run(compileUnit(unit([broken, marker("after")])), "apply");
  expect(result).toMatchObject({ status: 1, stdout: "demo/break: failed\n", stderr: "the disk is full\n" });
});

test("errexit holds inside a step: nothing runs after its first failing command", () => {
  const step = shell({
    id: "two lines",
    values: { path: join(folder, "never") },
    verify: "false",
    apply: 'false\ntouch "$path"',
  });
  run(compileUnit(unit([step])), "apply");
  expect(spawnSync("ls", [folder], { encoding: "utf8" }).stdout).not.toContain("never");
});

test("a step that says it worked and did not is a failure", () => {
  const liar = shell({ id: "lie", verify: "false", apply: "true" });
  expect(run(compileUnit(unit([liar])), "apply")).toMatchObject({
    status: 1,
    stdout: "demo/lie: failed: applied, but verify still fails\n",
  });
});

test("a unit with secrets shows nothing of what a failing step printed", () => {
  const leaky = shell({ id: "leak", verify: "false", apply: "echo canary\nfalse" });
  const result = run(compileUnit(unit([leaky], { secret: true })), "apply");
  expect(result).toMatchObject({ status: 1, stdout: "demo/leak: failed\n", stderr: "" });
});

test("a child that reads stdin does not eat the rest of the script", () => {
  const greedy = { ...marker("greedy"), apply: 'cat >/dev/null\ntouch "$path"' };
  const result = run(compileUnit(unit([greedy, marker("after")])), "apply");
  expect(result.stdout).toBe("demo/mark greedy: changed\ndemo/mark after: changed\n");
});

test("the header tells the launcher what to bring, and the digest of what came before", () => {
  const step = { ...marker("a"), artifact: "consul-1.0.0" };
  const guard = { paths: ["/etc/x"], reload: ":" };
  const lines = compileUnit(unit([step], { notes: ["host key SHA256:x"], guard })).split("\n");
  expect(lines.slice(0, 5)).toEqual([
    "# hearth unit n1/demo",
    "# host key SHA256:x",
    "# artifact: consul-1.0.0",
    "# guarded",
    "main() {",
  ]);
});

test("values are data: a value that looks like shell is not run", () => {
  const evil = "'; touch $(pwd)/owned; echo '`touch owned`";
  const step = shell({
    id: "write",
    values: { path: join(folder, "out"), content: evil },
    verify: '[ "$(cat "$path" 2>/dev/null)" = "$content" ]',
    apply: 'printf %s "$content" >"$path"',
  });
  expect(run(compileUnit(unit([step])), "apply").stdout).toBe("demo/write: changed\n");
  expect(readFileSync(join(folder, "out"), "utf8")).toBe(evil);
});

test("dash accepts the script", () => {
  const file = join(folder, "script");
  writeFileSync(file, compileUnit(unit([marker("a")])));
  expect(execFileSync("dash", ["-n", file]).toString()).toBe("");
});
