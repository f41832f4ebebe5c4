import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import { chooseBackups, keptElsewhere, requireBackup, type BackupScene } from "./backup-plan.ts";
import { gatherController, layOutController, openController, sealController } from "./controller-copy.ts";
import { copiesAt, readCopies } from "./copies.ts";
import { listCopies, runUnits } from "./make-backups.ts";
import { formatResults, readResults } from "./results.ts";

const source = { folder: "/srv/x", owner: "x", check: [] };
const scene: BackupScene = {
  cluster: { ...sampleCluster(), servers: ["n1"] },
  sources: [
    { ...source, name: "house", jobs: ["house"], nodes: ["n2"] },
    { ...source, name: "vault", jobs: ["vault"], nodes: ["n1", "n2"] },
  ],
  jobs: [{ name: "memory", backup: { keptBy: "vault" } }],
};

describe("what a person asks for", () => {
  test.each([
    [[], { n1: ["vault", "consul", "controller"], n2: ["house", "vault"] }],
    [["all"], { n1: ["vault", "consul", "controller"], n2: ["house", "vault"] }],
    [["n2"], { n2: ["house", "vault"] }],
    [["vault"], { n1: ["vault"], n2: ["vault"] }],
    [["n1", "house"], { n1: ["vault", "consul", "controller"], n2: ["house"] }],
    [["nothing"], {}],
  ])("%j", (words, expected) => {
    expect(Object.fromEntries(chooseBackups(scene, words))).toEqual(expected);
  });

  test("a job whose copies another one keeps is named with that one", () => {
    expect(keptElsewhere(scene, "memory")).toBe("vault");
    expect(keptElsewhere(scene, "house")).toBeUndefined();
  });

  test("a stack without `backup` gets an error that says so", () => {
    expect(() => {
      requireBackup(scene);
    }).toThrow("the inventory has no section `backup`");
  });
});

const snapshot = (id: string, time: string, tag: string | null) => ({
  short_id: id,
  time,
  hostname: "n2",
  tags: tag === null ? null : [tag],
});
const listed = JSON.stringify([
  snapshot("a1", "2026-12-01T03:30:00.123456789+01:00", "house"),
  snapshot("b2", "2026-12-02T03:30:00+01:00", "house"),
  snapshot("c3", "2026-12-02T03:31:00+01:00", "vault"),
  snapshot("d4", "2026-12-02T04:00:00+01:00", null),
]);

describe("copies", () => {
  test("are read newest first, in UTC, without what somebody made by hand", () => {
    expect(readCopies(listed).map(({ id, time }) => `${id} ${time}`)).toEqual([
      "c3 2026-12-02T02:31:00.000Z",
      "b2 2026-12-02T02:30:00.000Z",
      "a1 2026-12-01T02:30:00.123Z",
    ]);
    expect(readCopies("null")).toEqual([]);
  });

  test("of a moment are the newest of each source that is not newer", () => {
    const ids = (moment?: Date) => copiesAt(readCopies(listed), moment).map(({ id }) => id);
    expect(ids(new Date("2026-12-03T00:00:00Z"))).toEqual(["c3", "b2"]);
    expect(ids(new Date("2026-12-01T12:00:00Z"))).toEqual(["a1"]);
    expect(ids(new Date("2026-11-01T00:00:00Z"))).toEqual([]);
  });
});

describe("results", () => {
  const lines = [
    "backup house 1764550000 ok 1764550000 b2",
    "backup vault 0 failed 1764550000 no space left: x y",
    "noise",
  ];

  test("are read from a node's lines", () => {
    expect(readResults("n2", lines)).toEqual([
      {
        kind: "backup",
        node: "n2",
        source: "house",
        state: "ok",
        at: "2025-12-01T00:46:40.000Z",
        lastGood: "2025-12-01T00:46:40.000Z",
        detail: "b2",
      },
      {
        kind: "backup",
        node: "n2",
        source: "vault",
        state: "failed",
        at: "2025-12-01T00:46:40.000Z",
        detail: "no space left: x y",
      },
    ]);
  });

  test("are shown with their ages", () => {
    const now = new Date("2025-12-01T04:46:40Z");
    expect(formatResults(readResults("n2", lines), { width: Infinity, now })).toBe(
      [
        "WHAT   NODE  LAST     RESULT  LAST GOOD  DETAIL",
        "house  n2    4 h ago  ok      4 h ago    b2",
        "vault  n2    4 h ago  failed  never      no space left: x y",
      ].join("\n"),
    );
  });
});

const ended = (stdout: string, exitCode = 0, stderr = ""): ScriptRun => ({
  exitCode,
  stdout: `ready\n${stdout}`,
  stderr,
  firstOutputAt: 1,
});

describe("nodes", () => {
  test("run the unit of the whole night, or those of what was named", async () => {
    const scripts: string[] = [];
    const run = (_node: string, script: string) => {
      scripts.push(script);
      return Promise.resolve(ended("backup house 1764550000 ok 1764550000 b2\ndrill house 0 failed 1764550000 x\n"));
    };
    const choice = chooseBackups(scene, ["house"]);
    expect(await runUnits(run, "backup", { choice, isAll: false })).toMatchObject([{ source: "house", state: "ok" }]);
    expect(scripts[0]).toContain("systemctl start hearth-backup@house.service ");
    await runUnits(run, "drill", { choice, isAll: true });
    expect(scripts[1]).toContain("systemctl start hearth-drill@all.service ");
  });

  test("without a repository have no copies; what else goes wrong is said", async () => {
    const choice = chooseBackups(scene, ["n2"]);
    expect(await listCopies(() => Promise.resolve(ended("", 1, "there is no backup yet\n")), choice)).toEqual([]);
    const refusing = () => Promise.resolve(ended("", 1, "the place of the backups does not answer\n"));
    await expect(listCopies(refusing, choice)).rejects.toThrow("the place of the backups does not answer");
    const bare = () => Promise.resolve(ended("", 127, "sh: hearth-backup: not found\n"));
    await expect(listCopies(bare, choice)).rejects.toThrow("n2 is not set up for backups yet");
  });
});

describe("the controller's files", () => {
  const scratch = (): string => {
    const folder = mkdtempSync(join(tmpdir(), "hearth-controller-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    return folder;
  };

  function gathered() {
    const root = scratch();
    mkdirSync(join(root, ".hearth", "house", "log"), { recursive: true });
    writeFileSync(join(root, ".hearth", "house", "passphrase"), "secret words", { mode: 0o600 });
    writeFileSync(join(root, ".hearth", "house", "log", "today"), "a line");
    writeFileSync(join(root, "house.inventory.yaml"), "cluster:");
    const paths = [join(root, ".hearth", "house"), join(root, "house.inventory.yaml"), join(root, "missing")];
    return gatherController({ stack: "house", root, paths });
  }

  test("come back sealed as they were, without logs", () => {
    const sealed = sealController(gathered(), "the key");
    expect(sealed.includes("secret words")).toBe(false);
    const to = scratch();
    expect(layOutController(openController(sealed, "the key"), to)).toEqual([
      ".hearth/house/passphrase",
      "house.inventory.yaml",
    ]);
    expect(readFileSync(join(to, ".hearth/house/passphrase"), "utf8")).toBe("secret words");
    expect(statSync(join(to, ".hearth/house/passphrase")).mode & 0o777).toBe(0o600);
  });

  test("cannot be opened with another key, nor when a byte has changed", () => {
    const sealed = sealController(gathered(), "the key");
    expect(() => openController(sealed, "another")).toThrow("cannot be opened");
    sealed[sealed.length - 1]! ^= 1;
    expect(() => openController(sealed, "the key")).toThrow("cannot be opened");
    expect(() => openController(Buffer.from("something else"), "the key")).toThrow("cannot be opened");
  });

  test("never take the place of others", () => {
    const to = scratch();
    writeFileSync(join(to, "house.inventory.yaml"), "mine");
    expect(() => layOutController(gathered(), to)).toThrow("this checkout has another house.inventory.yaml");
    expect(() => readFileSync(join(to, ".hearth/house/passphrase"))).toThrow("ENOENT");
  });
});
