import { tmpdir } from "node:os";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, inject, test } from "vitest";
import { execOnNode } from "../support/lab-node.ts";
import { cacheFolder, root, stackFolder } from "../../lib/paths.ts";
import { hearth, run, testStack } from "../support/hearth.ts";
import { canaryMark, canaryPattern } from "../support/plant-canaries.ts";

/* Every token and key of the stack that is one line was planted before its first `up`, and holds one mark. */

/** Whether a file's whole purpose is to hold one secret for this user. */
const isHolder = (file: string): boolean =>
  dirname(file) === stackFolder(testStack) &&
  (statSync(file).mode & 0o077) === 0 &&
  /^\S+$/.test(readFileSync(file, "utf8").trim());

/** Pulumi hands its program the configuration in the environment, which only this user can read: docs/decisions/0005-secrets.md. */
const isPulumisOwn = (process: string): boolean =>
  /^environ of \S+\/node \S+\/@pulumi\/pulumi\/cmd\/run\/index\.js$/.test(process);

/** Where agents and Nomad's tasks keep what was given to them. */
const isUsersOwn = (file: string): boolean =>
  /^\/etc\/hearth\/secrets\/|^\/var\/lib\/consul\/|^\/var\/lib\/nomad\/(server|alloc\/[^/]+\/[^/]+\/secrets)\//.test(
    file,
  );

/** Files below these that hold the mark. */
async function filesWithMark(...folders: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run("grep", ["-rlE", canaryPattern, ...folders]);
  return stdout
    .split("\n")
    .filter((file) => file !== "")
    .sort();
}

test("no planted secret is in Pulumi's state, its configuration, a log, or any other file of ours but those that hold it", async () => {
  const temporary = readdirSync(tmpdir()).filter((name) => /^(hearth|pulumi)/.test(name));
  const places = [".hearth", "stacks"].map((name) => join(root, name));
  const found = await filesWithMark(
    ...places,
    join(cacheFolder, "log"),
    ...temporary.map((name) => join(tmpdir(), name)),
  );
  expect(found.filter((file) => !isHolder(file))).toEqual([]);
  expect(found).toContain(join(stackFolder(testStack), "nomad.token"));
});

test("nor in what the first `up` printed, nor in the command line or environment of any process while it ran", () => {
  const { stdout, stderr } = inject("firstUp");
  expect(`${stdout}${stderr}`).toContain("n1/consul.secrets");
  expect(`${stdout}${stderr}`).not.toContain(canaryMark);
  const { seen, looks } = inject("firstUpProcesses");
  expect(looks).toBeGreaterThan(50);
  expect(seen.filter((process) => !isPulumisOwn(process))).toEqual([]);
});

test("nor in what other commands print", async () => {
  const outputs = await Promise.all([
    hearth(["plan"]),
    hearth(["--json", "status"]),
    hearth(["logs", "gateway"]),
    hearth(["env"]),
    hearth(["drift"]),
    hearth(["preview"]),
  ]);
  expect(outputs.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0]);
  for (const { stdout, stderr } of outputs) expect(`${stdout}${stderr}`).not.toContain(canaryMark);
});

test("on a node it is in the files of those who use it alone, which others cannot read, and in no process or journal", async () => {
  for (const node of ["n1", "n2", "n3"]) {
    const on = (command: string): Promise<string> => execOnNode({ stack: testStack, node }, command);
    const folders = "/etc /var /opt /root /home /tmp /srv /usr/local";
    const files = await on(`grep -rlE '${canaryPattern}' ${folders} --exclude-dir=journal 2>/dev/null || true`);
    expect([node, files.split("\n").filter((file) => !isUsersOwn(file))]).toEqual([node, []]);
    expect(files).toContain("/etc/hearth/secrets/consul/secrets.json");
    const asNobody = `runuser -u nobody -- cat "$file" >/dev/null 2>&1 && echo "$file"`;
    expect(await on(`for file in ${files.split("\n").join(" ")}; do ${asNobody}; done; true`)).toBe("");
    const processes = "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'";
    // That the word hearth is found shows that the search works.
    const count = `awk '/hearth/ { ours = 1 } /${canaryPattern}/ { secrets += 1 } END { print ours, secrets + 0 }'`;
    expect([node, await on(`{ ${processes}; journalctl --no-pager -q; } | ${count}`)]).toEqual([node, "1 0"]);
  }
});
