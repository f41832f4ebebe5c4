import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { NodeAccess } from "../ssh/node-access.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import { lastProfile, peersOf, readProfiles } from "./node-profiles.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-profiles-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const access = (name: string, more: Partial<NodeAccess> = {}): NodeAccess => ({
  name,
  address: `192.0.2.${name.slice(1)}`,
  port: 22,
  user: "op",
  hostKey: "k",
  ...more,
});

test("facts are read from all nodes at once, kept, and a silent node keeps its last ones", async () => {
  const answer = (script: string): ScriptRun => ({
    exitCode: 0,
    stdout: execFileSync("dash", ["-s"], { input: script.replace(/peers='[^']*'/, "peers=''"), encoding: "utf8" }),
    stderr: "",
    firstOutputAt: 1,
  });
  const silent: ScriptRun = { exitCode: undefined, stdout: "", stderr: "", firstOutputAt: undefined };
  const read = (run: (node: string, script: string) => ScriptRun) =>
    readProfiles([access("n1"), access("n2")], {
      stackFolder: folder,
      run: (node, script) => Promise.resolve(run(node, script)),
    });
  const scripts: string[] = [];
  await read((_, script) => {
    scripts.push(script);
    return answer(script);
  });
  expect(scripts.map((script) => /peers='([^']*)'/.exec(script)?.[1])).toEqual(["n2=192.0.2.2", "n1=192.0.2.1"]);
  const before = lastProfile(folder, "n2");
  expect(before?.cpu.threads).toBeGreaterThan(0);

  const readings = await read((node, script) => (node === "n2" ? silent : answer(script)));
  expect(readings.map((reading) => ("problem" in reading ? reading.problem : "read"))).toEqual([
    "read",
    "n2 does not answer over SSH: it is silent",
  ]);
  expect(lastProfile(folder, "n2")).toEqual(before);
});

test("what another version wrote, or nobody, is no profile", () => {
  expect(lastProfile(folder, "n1")).toBeUndefined();
  writeFileSync(join(folder, "profiles"), "");
  expect(lastProfile(folder, "n1")).toBeUndefined();
});

test("nodes ping those of their own network: neither themselves nor what is behind a jump host", () => {
  const accesses = [access("n1"), access("n2"), access("n3", { jump: "n1" }), access("n4", { jump: "n1" })];
  expect(peersOf("n1", accesses).map(({ name }) => name)).toEqual(["n2"]);
  expect(peersOf("n3", accesses).map(({ name }) => name)).toEqual(["n4"]);
});
