import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findDrift } from "../../lib/drift/find-drift.ts";
import type { DriftReport } from "../../lib/drift/report.ts";
import { execOnNode, killNode, startNode } from "../support/lab-node.ts";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import { waitForSsh } from "../../lib/lab/nodes/wait-for-ssh.ts";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import { root, stackFolder } from "../../lib/paths.ts";
import type { Unit } from "../../lib/steps/unit.ts";
import { resolveSecrets, secretRef } from "../../lib/secrets/secret-ref.ts";
import { writeSshFiles } from "../../lib/ssh/write-ssh-files.ts";
import { compileUnit } from "../../lib/steps/compile.ts";
import { directory } from "../../lib/steps/directory.ts";
import { file } from "../../lib/steps/file.ts";
import { shell } from "../../lib/steps/shell.ts";
import { systemUser } from "../../lib/steps/system-user.ts";
import { testLab, type TestLab } from "../support/lab.ts";

const canary = "canary-it's-a-secret";
const resolve = (script: string): string => resolveSecrets(script, () => canary);

const unit = (node: string, role: string, steps: Unit["steps"]): Unit => ({
  node,
  role,
  steps,
  needs: [],
  secret: false,
  notes: [],
});
const unitsOf = (node: string): readonly Unit[] => [
  { ...unit(node, "keys", [file({ path: "/etc/first/key", content: secretRef("key"), mode: "600" })]), secret: true },
  unit(node, "first", [
    directory({ path: "/etc/first", mode: "750" }),
    file({ path: "/etc/first/one.conf", content: "it's one\n" }),
    file({ path: "/etc/first/two.conf", content: "two\n" }),
  ]),
  unit(node, "second", [
    systemUser({ name: "second", home: "/var/lib/second" }),
    shell({ id: "link", verify: "[ -L /etc/second ]", apply: "ln -s /etc/first /etc/second" }),
  ]),
];
const units = [...unitsOf("a"), ...unitsOf("b")];

let lab: TestLab;

beforeAll(async () => {
  lab = await testLab({ nodes: ["a", "b"], log: silentLog });
  writeSshFiles(stackFolder(lab.stack), readLabFile(lab.stack).nodes);
  const env = { ...process.env, HEARTH_STACK_FOLDER: stackFolder(lab.stack) };
  for (const each of units) {
    const launcher = join(root, "lib", "launcher", "hearth-unit");
    execFileSync(launcher, [each.node, "apply"], { env, input: resolve(compileUnit(each)) });
  }
});
afterAll(async () => lab[Symbol.asyncDispose]());

const drift = (of: readonly Unit[] = units): Promise<DriftReport> =>
  findDrift(of, { stackFolder: stackFolder(lab.stack), resolve, log: silentLog });
const on = (node: string, command: string): Promise<string> => execOnNode({ stack: lab.stack, node }, command);

test("nothing drifts right after apply, and every step of every unit is there", async () => {
  const report = await drift();
  expect(report).toEqual({
    clean: true,
    rows: units.flatMap(({ node, role, steps }) => steps.map(({ id }) => ({ node, role, step: id, state: "ok" }))),
    jobs: [],
  });
});

test("exactly what was broken by hand is found, on the node where it was", async () => {
  await on("a", "echo more >>/etc/first/one.conf");
  await on("a", "rm /etc/second");
  await on("b", "chmod 644 /etc/first/key");
  await on("b", "chown nobody /etc/first");
  const { clean, rows } = await drift();
  expect(clean).toBe(false);
  expect(rows.filter(({ state }) => state !== "ok")).toEqual([
    { node: "a", role: "first", step: "file /etc/first/one.conf", state: "drifted" },
    { node: "a", role: "second", step: "link", state: "drifted" },
    {
      ...{ node: "b", role: "keys", step: "file /etc/first/key", state: "drifted" },
      detail: "it has 644 root:root, and should have 600 root:root",
    },
    {
      ...{ node: "b", role: "first", step: "directory /etc/first", state: "drifted" },
      detail: "it has 750 nobody:root, and should have 750 root:root",
    },
  ]);
  await on("a", "sed -i '$d' /etc/first/one.conf; ln -s /etc/first /etc/second");
  await on("b", "chmod 600 /etc/first/key; chown root /etc/first");
  expect((await drift()).clean).toBe(true);
});

test("a secret is in no process list, environment or file of the node but its own", async () => {
  const watch =
    "for n in $(seq 60); do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ; sleep 0.05; done 2>/dev/null | tr '\\0' '\\n' | grep -c '[c]anary' || true";
  const slow = unit("a", "slow", [shell({ id: "slow", verify: "sleep 1", apply: "true" })]);
  const [seen] = await Promise.all([on("a", watch), drift([...unitsOf("a"), slow])]);
  expect(seen).toBe("0");
  const files = await on(
    "a",
    "grep -rl '[c]anary' /etc /var /run /tmp /root /home 2>/dev/null | grep -v '^/run/log\\|^/var/log/journal' || true",
  );
  expect(files).toBe("/etc/first/key");
});

test("a unit whose script ends early is a failure, and the units after it count", async () => {
  const broken = unit("a", "broken", [
    shell({ id: "kills", verify: "exec sh -c 'kill -9 $PPID'", apply: "true" }),
    shell({ id: "never", verify: "true", apply: "true" }),
  ]);
  const { rows } = await drift([broken, ...unitsOf("a")]);
  expect(rows.slice(0, 3).map(({ step, state, detail = "" }) => [step, state, detail.split(";")[0]])).toEqual([
    ["kills", "failed", "verify ended with status 137"],
    ["never", "failed", "verify ended with status 137"],
    ["file /etc/first/key", "ok", ""],
  ]);
});

test("sudo with a password: every unit applies twice, drift finds nothing, and a wrong password is tried once", async () => {
  const folder = stackFolder(lab.stack);
  const passwordIs = (password: string): void =>
    writeFileSync(join(folder, "sudo", "b"), `${password}\n`, { mode: 0o600 });
  const applied = (some = unitsOf("b")) =>
    some.map((each) => {
      const env = { ...process.env, HEARTH_STACK_FOLDER: folder };
      const launcher = join(root, "lib", "launcher", "hearth-unit");
      const input = resolve(compileUnit(each));
      const { status, stdout, stderr } = spawnSync(launcher, ["b", "apply"], { env, input, encoding: "utf8" });
      return { status, stdout, stderr };
    });
  const failures = (): Promise<string> => on("b", "journalctl -q -t sudo | grep -c 'incorrect password' || true");
  await on(
    "b",
    "echo 'operator:it is \"right\"' | chpasswd; echo 'operator ALL=(ALL:ALL) ALL' >/etc/sudoers.d/operator",
  );
  mkdirSync(join(folder, "sudo"));
  try {
    passwordIs('it is "right"');
    await on("b", "rm /etc/first/one.conf");
    const first = applied();
    expect(first.map(({ status, stderr }) => [status, stderr])).toEqual([
      [0, ""],
      [0, ""],
      [0, ""],
    ]);
    expect(first[1]?.stdout).toContain("first/file /etc/first/one.conf: changed");
    expect(applied().flatMap(({ stdout }) => stdout.match(/: (changed|failed)$/gm) ?? [])).toEqual([]);
    expect((await drift(unitsOf("b"))).clean).toBe(true);
    expect(await failures()).toBe("0");
    passwordIs("wrong");
    // In a real run the units of a node follow each other, and the first one that fails ends it.
    const [refused] = applied(unitsOf("b").slice(0, 1));
    expect([refused?.status, refused?.stderr]).toEqual([1, expect.stringContaining("error SUDO_REFUSED: sudo on b")]);
    expect(await failures()).toBe("1");
    expect((await drift(unitsOf("b"))).rows).toEqual([
      { node: "b", state: "failed", detail: "sudo refuses the password" },
    ]);
  } finally {
    await on("b", "echo 'operator ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/operator");
    rmSync(join(folder, "sudo"), { recursive: true });
  }
});

test("a dead node is one row, and the other one is compared", async () => {
  await killNode({ stack: lab.stack, node: "b" });
  const { rows } = await drift();
  await startNode({ stack: lab.stack, node: "b" });
  await waitForSsh(lab.access("b"), 30_000);
  expect(rows.map(({ node, state }) => [node, state])).toEqual([
    ...unitsOf("a").flatMap(({ steps }) => steps.map(() => ["a", "ok"])),
    ["b", "unreachable"],
  ]);
});
