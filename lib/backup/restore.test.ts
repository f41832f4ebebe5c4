import { createLog } from "@hearth/kernel/log.ts";
import { describe, expect, test } from "vitest";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { BackupSource } from "../plan/kept-data.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import type { BackupCopy } from "./copies.ts";
import { restoreFolder, restoreKeys, type RestoreTools } from "./restore-copy.ts";
import { planRestore } from "./restore-plan.ts";

const copy: BackupCopy = { id: "a1", node: "n2", source: "house", time: "2026-11-30T02:30:00.000Z" };
const house: BackupSource = {
  name: "house",
  folder: "/srv/house",
  owner: "house",
  jobs: ["house"],
  nodes: ["n2"],
  check: [],
};
const headscale: BackupSource = { ...house, name: "headscale", jobs: [], service: "headscale" };

interface Scene {
  /** Answers for scripts that hold a text. */
  readonly answers?: Readonly<Record<string, Partial<ScriptRun>>>;
  /** Whether the job is healthy at each start. */
  readonly healthy?: boolean[];
}

/** A cluster that writes down what it was told, in order. */
function scene({ answers = {}, healthy = [] }: Scene = {}) {
  const done: string[] = [];
  const folders = new Map([["/srv/house", "present"]]);
  const run = (_node: string, script: string): Promise<ScriptRun> => {
    const found = Object.entries(answers).find(([text]) => script.includes(text))?.[1];
    const [, into, from, former] = /^into=(\S+) from=(\S+) former=(\S+)$/m.exec(script) ?? [];
    if (found?.exitCode === undefined && script.startsWith("hearth-backup fetch"))
      folders.set("/srv/house.restored", "copy");
    if (into !== undefined && from !== undefined && former !== undefined && found === undefined) {
      folders.set(former, folders.get(into) ?? "nothing");
      folders.set(into, folders.get(from) ?? "nothing");
      folders.delete(from);
      done.push(`${into} is ${folders.get(into) ?? ""}`);
    } else done.push(script.trim().split("\n")[0] ?? "");
    return Promise.resolve({ exitCode: 0, stdout: "ready\n", stderr: "", firstOutputAt: 1, ...found });
  };
  const nomad = {
    document: (id: string) => Promise.resolve({ ID: id, Stop: false }),
    stop: (id: string) => Promise.resolve(void done.push(`stop ${id}`)),
    allocations: () => Promise.resolve([]),
    plan: () => Promise.resolve({ JobModifyIndex: 7, Diff: null }),
    register: ({ ID }: { ID: string }) => {
      done.push(`register ${ID}`);
      return Promise.resolve({ JobModifyIndex: 8 });
    },
  } as unknown as NomadApi;
  const untilHealthy = () =>
    healthy.shift() === false ? Promise.reject(new Error("its check fails")) : Promise.resolve();
  const stored = new Map([["a", "old"]]);
  const kv: RestoreTools["kv"] = {
    get: (key) => Promise.resolve(stored.get(key)),
    put: (key, value) => Promise.resolve(void stored.set(key, value)),
  };
  const signal = new AbortController().signal;
  return { done, folders, stored, tools: { run, nomad, kv, untilHealthy, log: createLog(), signal } };
}

describe("a folder", () => {
  test("is fetched before its job is stopped, and the former data go once the job is healthy", async () => {
    const { done, tools } = scene();
    await restoreFolder(copy, house, tools);
    expect(done).toEqual([
      "hearth-backup fetch house a1 /srv/house.restored",
      "stop house",
      "/srv/house is copy",
      "register house",
      "rm -rf /srv/house.before-a1",
    ]);
  });

  test("that cannot be fetched leaves everything as it is", async () => {
    const { done, tools } = scene({ answers: { fetch: { exitCode: 1, stderr: "there is no space for it\n" } } });
    await expect(restoreFolder(copy, house, tools)).rejects.toThrow("there is no space for it");
    expect(done).toEqual(["hearth-backup fetch house a1 /srv/house.restored"]);
  });

  test("with which the job is not healthy gives way to the former data", async () => {
    const { done, folders, tools } = scene({ healthy: [false, true] });
    await expect(restoreFolder(copy, house, tools)).rejects.toThrow(
      "house was not healthy with copy a1: its check fails",
    );
    expect(folders.get("/srv/house")).toBe("present");
    expect(done.slice(-3)).toEqual(["stop house", "/srv/house is present", "register house"]);
  });

  test("that cannot be renamed leaves the job running with what it had", async () => {
    const { done, folders, tools } = scene({ answers: { "mv -T": { exitCode: 1, stderr: "mv: busy\n" } } });
    await expect(restoreFolder(copy, house, tools)).rejects.toThrow("mv: busy");
    expect(folders.get("/srv/house")).toBe("present");
    expect(done.at(-1)).toBe("register house");
  });

  test("of a role is swapped while its service is stopped", async () => {
    const { done, tools } = scene();
    await restoreFolder({ ...copy, source: "headscale" }, headscale, tools);
    expect(done.map((line) => line.split(" && ")[0])).toEqual([
      "hearth-backup fetch headscale a1 /srv/house.restored",
      "systemctl stop headscale",
      "/srv/house is copy",
      "systemctl start headscale",
      "rm -rf /srv/house.before-a1",
    ]);
  });
});

test("Consul's keys are written where they differ, and no other is touched", async () => {
  const row = (key: string, value: string) => ({
    Key: key,
    Value: Buffer.from(value).toString("base64"),
    ModifyIndex: 3,
  });
  const rows = JSON.stringify([row("a", "new"), row("b", "it")]);
  const { stored, tools } = scene({ answers: { "print consul": { stdout: `ready\n${rows}\n` } } });
  stored.set("later", "stays");
  stored.set("b", "it");
  expect(await restoreKeys({ ...copy, source: "consul" }, tools)).toBe(1);
  expect(Object.fromEntries(stored)).toEqual({ a: "new", b: "it", later: "stays" });
});

describe("the plan", () => {
  const copies = ["house", "controller", "consul", "headscale"].map((source) => ({ ...copy, source }));
  const choice = new Map([["n2", ["house", "controller", "consul", "headscale"]]]);

  test("begins with what others need, and leaves the controller's files to the controller", () => {
    const plan = planRestore({ sources: [house, headscale] }, { copies, choice });
    expect(plan.map((one) => one.copy.source)).toEqual(["headscale", "consul", "house"]);
    expect(plan.map(({ source }) => source?.folder)).toEqual(["/srv/house", undefined, "/srv/house"]);
  });

  test("is refused where one of several that were named has no copy; of a whole machine, what there is comes back", () => {
    const few = copies.filter(({ source }) => source !== "headscale");
    const request = { copies: few, choice };
    const scene = { sources: [house, headscale] };
    expect(() => planRestore(scene, { ...request, names: ["house", "headscale"] })).toThrow(
      "there is no backup of headscale yet",
    );
    expect(planRestore(scene, { ...request, names: ["n2"] }).map((one) => one.copy.source)).toEqual([
      "consul",
      "house",
    ]);
  });

  test("says where there is no copy, or none that old", () => {
    const scene = { sources: [house] };
    expect(() => planRestore(scene, { copies: [], choice })).toThrow("there is no backup of this yet");
    expect(() => planRestore(scene, { copies, choice, moment: new Date("2026-11-01") })).toThrow(
      "no backup of this is that old",
    );
  });
});
