import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../lib/paths.ts";
import { buildUnits } from "../lib/plan/build-plan.ts";
import { loadRoles } from "../lib/plan/load-roles.ts";
import { unitId } from "../lib/steps/unit.ts";
import { compileUnit } from "../lib/steps/compile.ts";
import { sampleCluster } from "../tests/support/sample-cluster.ts";

const roles = await loadRoles();
const units = buildUnits(sampleCluster(), roles);

const shells = [["dash"], ["busybox", "sh"]].filter(([name = ""]) =>
  (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, name))),
);

test("dash, which nodes run scripts with, is there", () => {
  expect(shells.map(([name]) => name)).toContain("dash");
});

test.each(units.map((unit) => [unitId(unit), unit] as const))("%s is POSIX shell", (_, unit) => {
  for (const [program = "", ...before] of shells) {
    expect(execFileSync(program, [...before, "-n"], { input: compileUnit(unit) }).toString()).toBe("");
  }
});

test("no two units of a node own one path", () => {
  const paths = units.flatMap((unit) =>
    unit.steps.flatMap(({ owns = [] }) => owns.map((path) => `${unit.node}:${path}`)),
  );
  expect(paths).toContain("n1:/etc/ssh/sshd_config.d/10-hearth.conf");
  expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
});

test("a step that writes a file says that it owns it", () => {
  const users = [{ name: "ada", keys: ["ssh-ed25519 AAAA1"], sudo: true }];
  const writers = buildUnits({ ...sampleCluster(), users }, roles)
    .flatMap(({ steps }) => steps)
    .filter(({ apply }) => apply.includes("file_write"));
  expect(writers.map(({ id }) => id)).toContain("keys of ada");
  expect(writers.filter(({ owns = [] }) => owns.length === 0).map(({ id }) => id)).toEqual([]);
});

test("a file is owned only below folders that root alone may change", () => {
  const foreign = new Map<string, string>();
  const paths: string[] = [];
  for (const { steps } of buildUnits({ ...sampleCluster(), users: [{ name: "ada", keys: [], sudo: true }] }, roles)) {
    for (const { id, values = {}, owns = [] } of steps) {
      paths.push(...owns);
      const { path = "", owner = "root:root" } = values;
      if (id.startsWith("directory ") && owner !== "root:root") foreign.set(path, owner);
    }
  }
  expect([...foreign.keys()]).toContain("/var/lib/headscale");
  const isBelow = (path: string): boolean =>
    path.startsWith("/home/") || [...foreign.keys()].some((folder) => path.startsWith(`${folder}/`));
  expect(paths).toContain("/etc/ssh/authorized_keys.d/ada");
  expect(paths.filter(isBelow)).toEqual([]);
});

test("step ids are unique within their role", () => {
  for (const unit of units) expect(new Set(unit.steps.map(({ id }) => id)).size).toBe(unit.steps.length);
});

test.each(roles.map(({ name }) => name))("role %s has its test beside it", (name) => {
  const file = `roles/${name}.test.ts`;
  expect(existsSync(join(root, file)), `there is no ${file}: add one, as docs/how-to/add-a-role.md says`).toBe(true);
});

test("every option of every role has a default", () => {
  for (const role of roles) expect(role.options.safeParse({}).success, role.name).toBe(true);
});
