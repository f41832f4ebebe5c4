import { expect, test } from "vitest";
import { createLog, type LogEntry } from "@hearth/kernel/log.ts";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { jobsWaitingFor } from "../jobs/waiting-for.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import type { Stack } from "./load-stack.ts";
import { findOffNodes, withoutNodes } from "./off-nodes.ts";

const sample = sampleCluster();
const nodes = sample.nodes.map((node) => (node.name === "n1" ? node : { ...node, mayBeOff: true as const }));
const stack: Stack = {
  name: "never-made",
  folder: "/nowhere",
  inventoryFile: "x.inventory.yaml",
  cluster: { ...sample, nodes },
  roles: [],
  units: [],
  jobs: [],
};
const silent: ScriptRun = { exitCode: 255, stdout: "", stderr: "No route to host", firstOutputAt: undefined };
const on: ScriptRun = { exitCode: 0, stdout: "on\n", stderr: "", firstOutputAt: 1 };
const refused: ScriptRun = { ...silent, stderr: "op@192.0.2.2: Permission denied (publickey)." };

const find = async (answers: Readonly<Record<string, ScriptRun>>) => {
  const entries: LogEntry[] = [];
  const log = createLog((entry) => entries.push(entry));
  const run = (node: string): Promise<ScriptRun> => Promise.resolve(answers[node] ?? silent);
  return { off: await findOffNodes(stack, { log, signal: new AbortController().signal, run }), entries };
};

test("a machine that may be off and is silent is off, which is said; one that must be on is not asked", async () => {
  const { off, entries } = await find({ n2: on });
  expect(off).toEqual(["n3"]);
  const text = "n3 is off, as the inventory allows, and it is not set up yet; run `hearth up` again when it is on";
  expect(entries).toEqual([expect.objectContaining({ text })]);
});

test("a machine that answers and refuses us is not off", async () => {
  expect((await find({ n2: refused, n3: on })).off).toEqual([]);
});

test("what stands on it waits, and the rest of the stack goes on", () => {
  const off = new Set(["n3"]);
  expect([...jobsWaitingFor(stack.cluster, off)]).toEqual(["expert-chat", "rpc-chat-n3"]);
  expect(withoutNodes(stack, off).cluster.nodes.map(({ name }) => name)).toEqual(["n1", "n2"]);
});
