import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeEach, afterEach, describe, expect, test } from "vitest";
import { openController, sealController } from "../../lib/backup/controller-copy.ts";
import { backupPassword } from "../../lib/secrets/backup-secrets.ts";
import { fetchControllerCopy } from "../../lib/stack/fetch-controller-copy.ts";
import { isThorough } from "../support/thorough.ts";
import { nodeBackup, startStore, type NodeBackup } from "./node-backup.ts";

/* What a node does with real restic, beside the store of the role backup-store: backup, restore, and what goes wrong. */

const store = await startStore(["n1", "n2"]);
afterAll(() => store[Symbol.asyncDispose]());

/** An empty repository: to make one takes a second of computing. */
const empty = mkdtempSync(join(tmpdir(), "hearth-repository-"));
{
  using first = await nodeBackup(empty);
  await first.run("now");
}
afterAll(() => {
  rmSync(empty, { recursive: true });
});

let node: NodeBackup;
let repository: string;
beforeEach(async () => {
  repository = mkdtempSync(join(tmpdir(), "hearth-repository-"));
  cpSync(empty, repository, { recursive: true });
  node = await nodeBackup(repository);
});
afterEach(() => {
  node[Symbol.dispose]();
  rmSync(repository, { recursive: true, force: true });
});

const house = { databases: ["house.db"], leaveOut: ["*.log"], check: [{ json: "accounts" }] } as const;

/** A program's folder: a database with a log that it has not closed, and a file. */
function writeHouse(folder: string, rows: number): DatabaseSync {
  const database = new DatabaseSync(join(folder, "house.db"));
  database.exec("pragma journal_mode = wal; create table if not exists state (value)");
  for (let row = 0; row < rows; row++) database.prepare("insert into state values (?)").run(row);
  writeFileSync(join(folder, "accounts"), JSON.stringify({ owner: "ann" }));
  writeFileSync(join(folder, "house.log"), "a line");
  return database;
}

const rowsIn = (folder: string): number => {
  using database = new DatabaseSync(join(folder, "house.db"));
  return Number(database.prepare("select count(*) as rows from state").get()?.["rows"]);
};

/** The newest copy of a source. */
async function newestCopy(source: string): Promise<string> {
  const { stdout } = await node.run("list");
  const copies = JSON.parse(stdout) as { short_id: string; tags: string[]; time: string }[];
  return copies.filter(({ tags }) => tags.includes(source)).at(-1)?.short_id ?? "";
}

test("a folder whose database is being written comes back as it was, and a later change does not", async () => {
  node.declare("house", house);
  using database = writeHouse(node.data("house"), 3);
  expect(await node.run("now")).toMatchObject({ status: 0 });
  database.prepare("delete from state").run();
  const to = join(node.folder, "restored");
  expect(await node.run("fetch", "house", await newestCopy("house"), to)).toMatchObject({ status: 0, stderr: "" });
  expect(rowsIn(to)).toBe(3);
  expect(JSON.parse(readFileSync(join(to, "accounts"), "utf8"))).toEqual({ owner: "ann" });
  expect(existsSync(join(to, "house.log"))).toBe(false);
  const metrics = readFileSync(node.metricsFile, "utf8");
  expect(metrics).toContain('hearth_backup_failed{source="house"} 0');
  expect(metrics).toMatch(/hearth_backup_good_timestamp_seconds\{source="house"\} \d{10}/);
});

test.runIf(isThorough)("a database that nobody has open is copied with what its log still holds", async () => {
  node.declare("house", house);
  const database = writeHouse(node.data("house"), 2);
  // The state after a crash: the log is there, and what indexes it is not.
  mkdirSync(join(node.folder, "crashed"));
  for (const part of ["house.db", "house.db-wal"]) {
    writeFileSync(join(node.folder, "crashed", part), readFileSync(join(node.data("house"), part)));
  }
  database.close();
  for (const part of ["house.db", "house.db-wal"]) {
    writeFileSync(join(node.data("house"), part), readFileSync(join(node.folder, "crashed", part)));
  }
  expect(await node.run("now")).toMatchObject({ status: 0 });
  const to = join(node.folder, "restored");
  expect(await node.run("fetch", "house", await newestCopy("house"), to)).toMatchObject({ status: 0 });
  expect(rowsIn(to)).toBe(2);
});

test("what has no data is told apart from what failed", async () => {
  node.declare("house", house);
  node.declare("broker", { check: [{ starts: "broker.db", text: "broker db" }] });
  writeHouse(node.data("house"), 1).close();
  expect((await node.run("now", "all")).stdout).toContain("backup of broker: empty: there is nothing in");
  expect((await node.run("status")).stdout).toMatch(/^backup broker 0 empty \d{10} /m);
  expect(readFileSync(node.metricsFile, "utf8")).toContain('hearth_backup_failed{source="broker"} 0');
  expect(await node.run("now", "nobody")).toMatchObject({
    status: 64,
    stderr: "nobody is nothing that n1 backs up\n",
  });
});

test("a drill restores each copy, checks it, and leaves nothing behind", async () => {
  node.declare("house", house);
  writeHouse(node.data("house"), 1).close();
  await node.run("now");
  expect(await node.run("drill", "all")).toMatchObject({ status: 0 });
  expect(readFileSync(node.metricsFile, "utf8")).toMatch(
    /hearth_drill_good_timestamp_seconds\{source="house"\} \d{10}/,
  );
  expect(globSync("scratch/*", { cwd: join(node.folder, "state") })).toEqual(["scratch/copies"]);
});

test("a copy that no program could start from is refused, and nothing is restored", async () => {
  node.declare("house", house);
  writeHouse(node.data("house"), 1).close();
  writeFileSync(join(node.data("house"), "accounts"), "{ cut");
  await node.run("now");
  const to = join(node.folder, "restored");
  expect(await node.run("fetch", "house", await newestCopy("house"), to)).toMatchObject({
    status: 1,
    stderr: "accounts is no JSON\n",
  });
  expect(globSync("restored*", { cwd: node.folder })).toEqual([]);
  expect((await node.run("drill")).stdout).toMatch(/^drill of house: failed: copy \w+: accounts is no JSON$/m);
  expect(readFileSync(node.metricsFile, "utf8")).toContain('hearth_drill_failed{source="house"} 1');
});

test("a damaged database is no backup", async () => {
  node.declare("house", house);
  writeHouse(node.data("house"), 2_000).close();
  writeFileSync(join(node.data("house"), "house.db"), Buffer.alloc(4_096, "x"), { flag: "r+", flush: true });
  const { status, stdout } = await node.run("now");
  expect(status).toBe(1);
  expect(stdout).toMatch(/^backup of house: failed: .*(damaged|not a database)/m);
});

describe("what stands in the way", () => {
  beforeEach(async () => {
    node.declare("house", house);
    writeHouse(node.data("house"), 1).close();
    expect(await node.run("now")).toMatchObject({ status: 0 });
  });

  test("another key", async () => {
    const copy = await newestCopy("house");
    node.secret("password", "of somebody else");
    const said = "the key does not open this repository, which was made with another one";
    expect((await node.run("now")).stdout).toBe(`backup of house: failed: ${said}\n`);
    expect(await node.run("list")).toMatchObject({ status: 1, stderr: `${said}\n` });
    expect(await node.run("fetch", "house", copy, join(node.folder, "restored"))).toMatchObject({ status: 1 });
    expect(globSync("restored*", { cwd: node.folder })).toEqual([]);
  });

  test.runIf(isThorough)(
    "a repository in which bytes have changed: a drill and a restore say so, and leave nothing",
    async () => {
      const copy = await newestCopy("house");
      for (const pack of globSync("data/*/*", { cwd: repository }).map((name) => join(repository, name))) {
        chmodSync(pack, 0o600);
        const bytes = readFileSync(pack);
        writeFileSync(
          pack,
          bytes.map((byte, index) => (index < bytes.length / 2 ? byte ^ 255 : byte)),
        );
      }
      const { status, stdout } = await node.run("drill", "all");
      expect(status).toBe(1);
      expect(stdout).toMatch(/^drill of repository: failed: the repository is damaged/m);
      expect(stdout).toMatch(/^drill of house: failed: the repository is damaged/m);
      expect(await node.run("fetch", "house", copy, join(node.folder, "restored"))).toMatchObject({ status: 1 });
      expect(globSync("restored*", { cwd: node.folder })).toEqual([]);
    },
  );

  test("a repository that was there and is gone is not made again in silence", async () => {
    rmSync(repository, { recursive: true });
    const { status, stdout } = await node.run("now");
    expect(status).toBe(1);
    expect(stdout).toContain("the repository is gone; is its disk mounted?");
    expect(existsSync(repository)).toBe(false);
  });

  test.runIf(isThorough)("a run that was cut off leaves what was there, and the next one goes on", async () => {
    const before = await newestCopy("house");
    writeFileSync(
      join(node.data("house"), "large"),
      Buffer.alloc(64_000_000, createHash("sha512").update("x").digest()),
    );
    const command = `timeout -s KILL 0.9 "${join(node.folder, "hearth-backup")}" now || echo cut`;
    expect(execFileSync("sh", ["-c", command], { env: node.environment, encoding: "utf8" })).toBe("cut\n");
    expect(await newestCopy("house")).toBe(before);
    expect(await node.run("now")).toMatchObject({ status: 0 });
    expect(await newestCopy("house")).not.toBe(before);
  });
});

describe("the store on another node", () => {
  test("takes copies and gives them back, and nobody's but their own machine's", async () => {
    node.secret("repository", store.urlOf("n1"));
    node.declare("house", house);
    writeHouse(node.data("house"), 4).close();
    expect(await node.run("now")).toMatchObject({ status: 0 });
    const to = join(node.folder, "restored");
    expect(await node.run("fetch", "house", await newestCopy("house"), to)).toMatchObject({ status: 0 });
    expect(rowsIn(to)).toBe(4);

    // Its own name and password, and another machine's folder.
    node.secret("repository", store.urlOf("n2").replace("/n2/", "/n1/"));
    expect(await node.run("list")).toMatchObject({
      status: 1,
      stderr: "the place of the backups refuses this machine\n",
    });
  });

  test("lets a machine remove nothing that it has added", async () => {
    node.secret("repository", store.urlOf("n1"));
    const copies = globSync("n1/snapshots/*", { cwd: store.folder });
    expect(copies.length).toBeGreaterThan(0);
    node.declare("house", house);
    writeHouse(node.data("house"), 1).close();
    await node.run("now");
    const after = globSync("n1/snapshots/*", { cwd: store.folder });
    expect(after.length).toBe(copies.length + 1);
    const [, user = "", address = ""] = /^rest:http:\/\/([^@]+)@(.*)$/.exec(store.urlOf("n1")) ?? [];
    const answer = await fetch(`http://${address}snapshots/${after[0]?.split("/").at(-1) ?? ""}`, {
      method: "DELETE",
      headers: { authorization: `Basic ${Buffer.from(user).toString("base64")}` },
    });
    expect(answer.status).toBe(403);
    expect(globSync("n1/snapshots/*", { cwd: store.folder })).toEqual(after);
  });
});

describe("the controller's files", () => {
  test("come back from a server's repository by the key alone, and by no other", async () => {
    const key = "hb-the-key-of-the-house";
    rmSync(repository, { recursive: true });
    node.secret("password", backupPassword(key, "n1"));
    node.declare("controller", { check: [{ has: "controller.sealed" }] });
    const copy = { stack: "house", made: "2026-12-01T00:00:00.000Z", files: [] };
    writeFileSync(join(node.data("controller"), "controller.sealed"), sealController(copy, key));
    expect(await node.run("now", "controller")).toMatchObject({ status: 0 });
    const fetchWith = (password: string) =>
      fetchControllerCopy(repository, { password, program: node.restic, signal: new AbortController().signal });
    expect(openController(await fetchWith(backupPassword(key, "n1")), key)).toEqual(copy);
    await expect(fetchWith(backupPassword("another", "n1"))).rejects.toThrow(`the key does not open ${repository}`);
  });
});
