import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, stackFolder } from "../../lib/paths.ts";
import { hearth, onNode, run, testStack } from "../support/hearth.ts";

/** Files of the stack whose whole purpose is to hold one secret for this user. */
const holders = ["nomad.token", "consul.token", "gateway.key"];

const canaries = holders.map((file) => readFileSync(join(stackFolder(testStack), file), "utf8").trim());

test("no secret is in Pulumi's state, in a log, or in any other file of the stack", async () => {
  const files = await run("grep", ["-rlF", ...canaries.flatMap((canary) => ["-e", canary]), join(root, ".hearth")]);
  const found = files.stdout
    .split("\n")
    .filter((file) => file !== "" && !holders.some((holder) => file.endsWith(`/${holder}`)));
  expect(found).toEqual([]);
});

test("the search itself works: it finds the files that hold them", async () => {
  const files = await run("grep", ["-rlF", canaries[0] ?? "", join(stackFolder(testStack))]);
  expect(files.stdout.trim()).toBe(join(stackFolder(testStack), "nomad.token"));
});

test("no secret is in what a run prints, nor in a failing run's error", async () => {
  const outputs = await Promise.all([
    hearth(["plan"]),
    hearth(["--json", "status"]),
    hearth(["logs", "gateway"]),
    hearth(["env"]),
  ]);
  for (const canary of canaries)
    for (const { stdout, stderr } of outputs) expect(`${stdout}${stderr}`).not.toContain(canary);
});

test("no secret is in a process list, an environment or a log of a node", async () => {
  const seen = await onNode(
    "n1",
    "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'; cat /var/log/hearth/*.log; journalctl --no-pager -q",
  );
  expect(seen.stdout).toContain("hearth");
  for (const canary of canaries) expect(seen.stdout).not.toContain(canary);
});
