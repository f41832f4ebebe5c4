import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { sampleCluster } from "../../../tests/support/sample-cluster.ts";
import type { ScriptRun } from "../../ssh/run-script.ts";
import type { Stack } from "../load-stack.ts";
import { probeNodes, readMarks } from "./probe-nodes.ts";

const stack: Stack = {
  name: "never-made",
  folder: "/none",
  inventoryFile: "",
  cluster: sampleCluster(),
  roles: [],
  units: [],
  jobs: [],
};
const mark = "a".repeat(64);
const run = (stdout: string, exitCode = 0): ScriptRun => ({ exitCode, stdout, stderr: "", firstOutputAt: 1 });
const answer = `begin\t1\nend\nmarks\t${mark}  -\nhosts\n127.0.0.1\tlocalhost\n100.64.0.1 n1.hearth\n`;

test("one run on each node tells its checks, its marks and the names it knows", async () => {
  const asked: string[] = [];
  const probe = probeNodes(stack, {
    run: (node) => {
      asked.push(node);
      return Promise.resolve(node === "n2" ? run("", 255) : run(answer));
    },
  });
  expect(await probe.marks).toEqual({ n1: mark, n3: mark });
  expect((await probe.hosts("n1")).stdout).toBe("127.0.0.1\tlocalhost\n100.64.0.1 n1.hearth\n");
  expect((await probe.hosts("n2")).exitCode).toBe(255);
  expect((await probe.preflight).ok).toBe(false);
  expect(asked.toSorted()).toEqual(["n1", "n2", "n3"]);
});

test("a node that says nothing of its marks has none", async () => {
  const marks = await readMarks(stack, { run: (node) => Promise.resolve(run(node === "n1" ? answer : "hosts\n")) });
  expect(marks).toEqual({ n1: mark });
});

test("dash reads the script without an error", async () => {
  const scripts: string[] = [];
  await readMarks(stack, { run: (_, script) => Promise.resolve(run(String(scripts.push(script)))) });
  expect(execFileSync("sh", ["-n"], { input: scripts[0] ?? "", encoding: "utf8" })).toBe("");
});
