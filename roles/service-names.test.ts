import { spawnSync } from "node:child_process";
import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { roleContext } from "../tests/support/role-context.ts";
import { role } from "./service-names.ts";

const services = ["expert-chat", "gateway", "memory"];
const steps = role.steps({ ...roleContext("n1"), services });
const script = steps.find(({ id }) => id === "file /usr/local/sbin/hearth-names")?.values?.["content"] ?? "";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-names-"));
  writeFileSync(join(folder, "hosts"), machines);
});
afterEach(() => rmSync(folder, { recursive: true }));

const machines = "127.0.0.1 localhost\n100.64.0.1 n1.hearth\n100.64.0.2 n2.hearth\n192.0.2.9 other.example\n";

/** A check as Consul prints it with `?pretty`. */
const check = (Node: string, ServiceName: string, Status = "passing") => ({
  Node,
  CheckID: `${Node}:${ServiceName}`,
  Status,
  Output: '    {\n        "ServiceName": "memory",\n        "Status": "critical"\n    }',
  ServiceName,
  ServiceTags: [],
  Definition: { Node: "n9", Status: "critical" },
});

/** Runs functions of the script, as `watch` and the unit for /etc/hosts do. */
function run(mode: "lines" | "merge" | "check", checks: readonly object[] = []) {
  writeFileSync(join(folder, "checks"), JSON.stringify(checks, undefined, 4));
  const last = mode === "lines" ? `lines ${join(folder, "checks")}` : mode === "check" ? "is_merged" : mode;
  const here = script
    .replace(/^hosts=.*$/m, `hosts=${join(folder, "hosts")}`)
    .replace(/^file=.*$/m, `file=${join(folder, "names")}`)
    .replace(/^case \$[^]*/m, last);
  const { status, stdout, stderr } = spawnSync("dash", ["-c", here], { encoding: "utf8" });
  expect(stderr).toBe("");
  return { status, stdout };
}

const hosts = (): string => readFileSync(join(folder, "hosts"), "utf8");
const found = (...lines: string[]): void =>
  writeFileSync(join(folder, "names"), lines.map((line) => `${line}\n`).join(""));

test("a service's name is where its checks pass, on every such machine", () => {
  const alive = [check("n1", ""), check("n2", "")];
  const { stdout } = run("lines", [...alive, check("n2", "gateway"), check("n1", "memory"), check("n2", "memory")]);
  expect(stdout).toBe("100.64.0.1 memory.hearth\n100.64.0.2 gateway.hearth\n100.64.0.2 memory.hearth\n");
});

test("it is not where one of several checks fails, nor on a machine that is off or that nobody knows, nor for a stranger", () => {
  const all = [
    ...[check("n1", ""), check("n2", "", "critical")],
    ...[check("n1", "gateway"), check("n1", "gateway", "warning")],
    ...[check("n2", "memory"), check("n3", "expert-chat"), check("n1", "n2"), check("n1", "other")],
  ];
  expect(run("lines", all).stdout).toBe("");
});

test("it follows a service that moves, and stays with its last place while there is none", () => {
  found("100.64.0.1 gateway.hearth", "100.64.0.2 memory.hearth");
  expect(run("lines", [check("n2", "gateway")]).stdout).toBe("100.64.0.2 gateway.hearth\n100.64.0.2 memory.hearth\n");
});

test("the lines go into /etc/hosts between marks, and are replaced there, in the file that tasks have a link to", () => {
  linkSync(join(folder, "hosts"), join(folder, "task"));
  expect([run("check").status, run("merge").status, hosts()]).toEqual([0, 0, machines]);
  found("100.64.0.1 gateway.hearth");
  expect(run("check").status).toBe(1);
  run("merge");
  const block = (line: string): string => `# hearth: services begins\n${line}\n# hearth: services ends\n`;
  expect(hosts()).toBe(machines + block("100.64.0.1 gateway.hearth"));
  expect(run("check").status).toBe(0);
  found("100.64.0.2 gateway.hearth");
  run("merge");
  expect(hosts()).toBe(machines + block("100.64.0.2 gateway.hearth"));
  expect(readFileSync(join(folder, "task"), "utf8")).toBe(hosts());
  found();
  run("merge");
  expect(hosts()).toBe(machines);
  expect(readdirSync(folder)).not.toContain("hosts.hearth-names");
});

test("whoever finds out cannot give a machine another address, nor a service one outside the cluster", () => {
  found(
    "100.64.0.2 n1.hearth",
    "198.51.100.7 gateway.hearth",
    "100.64.0.1 control.hearth",
    "100.64.0.1 memory.hearth x",
  );
  run("merge");
  expect(hosts()).toBe(machines);
});

test("a machine reads where services are, and no more", () => {
  const [token] = roleContext("n1").consulTokens?.filter(({ name }) => name === "service-names") ?? [];
  expect(token?.rules.join(" ")).not.toMatch(/write|agent|key/);
});
