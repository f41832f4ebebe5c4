import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostsBlock } from "./hosts-block.ts";

let etc: string;
beforeEach(() => {
  etc = mkdtempSync(join(tmpdir(), "hearth-hosts-"));
  writeFileSync(join(etc, "hosts"), "127.0.0.1 localhost\n");
});
afterEach(() => rmSync(etc, { recursive: true, force: true }));

function run(verb: "apply" | "verify" | "undo"): number | null {
  const step = hostsBlock({
    name: "names",
    lines: "lines() { echo '100.64.0.2 n2.hearth'; }",
    values: {},
    limitSeconds: 1,
  });
  const prelude = readFileSync(join(import.meta.dirname, "prelude.sh"), "utf8");
  const values = Object.entries(step.values ?? {}).map(([name, value]) => `${name}='${value}'`);
  const script = [prelude, ...values, "act() {", step[verb] ?? "exit 9", "}", "act"].join("\n");
  return spawnSync("dash", ["-es"], { input: script.replaceAll("/etc/", `${etc}/`), encoding: "utf8" }).status;
}
const read = (name: string): string => readFileSync(join(etc, name), "utf8");
const block = "# hearth: names begins\n100.64.0.2 n2.hearth\n# hearth: names ends\n";

test("our lines are between two marks, others' lines stay, and undo takes ours alone", () => {
  expect(run("verify")).not.toBe(0);
  expect([run("apply"), run("apply"), run("verify")]).toEqual([0, 0, 0]);
  expect(read("hosts")).toBe(`127.0.0.1 localhost\n${block}`);
  expect(existsSync(join(etc, "cloud"))).toBe(false);
  expect([run("undo"), read("hosts")]).toEqual([0, "127.0.0.1 localhost\n"]);
});

test("where cloud-init writes /etc/hosts at every boot, its template has the lines too", () => {
  const template = "cloud/templates/hosts.debian.tmpl";
  mkdirSync(join(etc, "cloud/templates"), { recursive: true });
  writeFileSync(join(etc, template), "## template:jinja\n127.0.1.1 {{fqdn}} {{hostname}}\n");
  expect([run("apply"), run("verify")]).toEqual([0, 0]);
  expect(read(template)).toBe(`## template:jinja\n127.0.1.1 {{fqdn}} {{hostname}}\n${block}`);

  // A new image brings its own template.
  writeFileSync(join(etc, template), "## template:jinja\n");
  expect(run("verify")).not.toBe(0);
  expect([run("apply"), run("undo"), read(template)]).toEqual([0, 0, "## template:jinja\n"]);
});
