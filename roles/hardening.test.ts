import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import type { Step } from "../lib/steps/step.ts";
import { role } from "./hardening.ts";

const stepsWith = (options: object): readonly Step[] =>
  role.steps({ ...roleContext("n1"), options: role.options.parse(options) });

test("redirects are refused on every interface, of now and of later", () => {
  const lines = stepsWith({})
    .find(({ id }) => id === "sysctl interfaces")
    ?.values?.["content"]?.split("\n");
  expect(lines).toEqual(
    expect.arrayContaining(["net.ipv4.conf.*.accept_redirects = 0", "net.ipv6.conf.*.accept_redirects = 0"]),
  );
  expect(lines?.filter((line) => /conf\.(all|default)/.test(line))).toEqual([]);
});

test("each part can be switched off, and only what keeps a home's keys stays", () => {
  const options = Object.keys(role.options.parse({}) as object);
  expect(options).toContain("network");
  const all = stepsWith({}).length;
  for (const option of options) expect([option, stepsWith({ [option]: false }).length < all]).toEqual([option, true]);
  const none = Object.fromEntries(options.map((option) => [option, false]));
  expect(stepsWith(none).map(({ id }) => id)).toEqual(["former keys in homes"]);
});

test("a rare module is refused, whoever asks for it", () => {
  expect(linesOf(stepsWith({}), "/etc/modprobe.d/60-hearth.conf")).toEqual(
    expect.arrayContaining(["install dccp /bin/false", "blacklist dccp"]),
  );
});

test("login.defs: only our lines change, and undo puts Debian's back", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-login-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "login.defs");
  const original = "# comment\nMAIL_DIR /var/mail\nUMASK\t022\n#YESCRYPT_COST_FACTOR 5\n";
  writeFileSync(path, original);
  const step = stepsWith({}).find(({ id }) => id === "login.defs")!;
  const run = (verb: "verify" | "apply" | "undo"): number | null =>
    spawnSync("dash", ["-eus"], {
      input: `state=${folder} path=${path} wanted='${step.values?.["wanted"] ?? ""}'\nmain() {\n${step[verb] ?? ""}\n}\nmain\n`,
    }).status;
  expect(run("verify")).not.toBe(0);
  expect([run("apply"), run("verify")]).toEqual([0, 0]);
  expect(readFileSync(path, "utf8")).toMatch(/^# comment\nMAIL_DIR \/var\/mail\n#YESCRYPT_COST_FACTOR 5\nUMASK\t027\n/);
  expect(run("undo")).toBe(0);
  expect(readFileSync(path, "utf8").split("\n").toSorted()).toEqual(original.split("\n").toSorted());
});
