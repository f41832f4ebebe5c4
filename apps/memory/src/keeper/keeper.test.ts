import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { VaultFolder } from "../vault/vault-folder.ts";
import { createVaultServer } from "../vault/vault-server.ts";
import { copyDatabase } from "./copy-database.ts";
import { BackupKeeper } from "./keep-backups.ts";
import { prepareData, type Prepared } from "./prepare-data.ts";
import { openSetAside, tidySetAside } from "./tidy-set-aside.ts";
import { createVaultClient, type VaultClient } from "./vault-client.ts";

const sealKey = randomBytes(32);
let folder: string;
let server: Server;
let vault: VaultClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-keeper-"));
  await startVault("vault");
});
afterEach(() => {
  stopVault();
  rmSync(folder, { recursive: true, force: true });
});

async function startVault(name: string): Promise<void> {
  const options = { keepNewest: 3, keepDays: 2, limitBytes: 2 ** 24 };
  ({ server } = createVaultServer({
    vault: await VaultFolder.open(join(folder, name), options),
    key: "k",
    log: { warn: () => undefined, error: () => undefined },
  }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  vault = createVaultClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: "k" });
}

function stopVault(): void {
  server.closeAllConnections();
  server.close();
}

const databaseOn = (node: string): string => {
  mkdirSync(join(folder, node), { recursive: true });
  return join(folder, node, "memory.sqlite");
};

const prepare = (node: string, key = sealKey): Promise<Prepared> =>
  prepareData({ database: databaseOn(node), node, vault, sealKey: key, now: () => new Date() });

function write(node: string, text: string): void {
  using database = new DatabaseSync(databaseOn(node));
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS memory (text TEXT)");
  database.prepare("INSERT INTO memory VALUES (?)").run(text);
}

function read(node: string): readonly unknown[] {
  using database = new DatabaseSync(databaseOn(node), { readOnly: true });
  return database
    .prepare("SELECT text FROM memory")
    .all()
    .map(({ text }) => text);
}

const keeperOf = (node: string, life: number): BackupKeeper =>
  new BackupKeeper({
    database: databaseOn(node),
    backupFolder: join(folder, node, "backups"),
    node,
    life,
    vault,
    sealKey,
    everyMs: 0,
    lookMs: 1_000,
    copy: (file) => copyDatabase(databaseOn(node), file),
    now: () => new Date(),
    log: () => undefined,
  });

test("a lost node's data is restored on another from the last backup, and the loss is stated", async () => {
  expect(await prepare("n2")).toEqual({
    outcome: "empty",
    life: 1,
    statement: "there is no backup: the service starts empty",
  });
  write("n2", "in the backup");
  const keeper = keeperOf("n2", 1);
  await keeper.look();
  write("n2", "after the backup");
  await vault.testify({
    life: 1,
    node: "n2",
    writtenAt: "2099-01-01T00:00:00.000Z",
    seenAt: "2099-01-01T00:00:01.000Z",
  });

  const restored = await prepare("n3");
  const [backup] = (await vault.state()).backups;
  expect(restored).toEqual({
    outcome: "restored",
    life: 2,
    statement: `restored from the backup of ${backup?.at ?? ""}; later writes, the last at 2099-01-01T00:00:00.000Z, are lost`,
  });
  expect(read("n3")).toEqual(["in the backup"]);
  expect((await vault.state()).beginnings[0]).toMatchObject({
    life: 2,
    node: "n3",
    from: backup?.id,
    lost: { after: backup?.at, until: "2099-01-01T00:00:00.000Z" },
  });
});

test("a cleanly stopped node loses nothing", async () => {
  await prepare("n2");
  write("n2", "one");
  const keeper = keeperOf("n2", 1);
  await keeper.look();
  write("n2", "two");
  await keeper.finish();
  expect((await prepare("n3")).statement).toMatch(/; no later writes are known$/);
  expect(read("n3")).toEqual(["one", "two"]);
});

test("the same node continues with its own data", async () => {
  await prepare("n2");
  write("n2", "not in any backup");
  expect(await prepare("n2")).toEqual({ outcome: "kept", life: 1, statement: "the data on this node is the newest" });
});

test("a node that returns after another has taken over sets its old data aside", async () => {
  await prepare("n2");
  write("n2", "old");
  await keeperOf("n2", 1).look();
  await prepare("n3");
  write("n3", "new");
  await keeperOf("n3", 2).look();

  expect((await prepare("n2")).outcome).toBe("restored");
  expect(read("n2")).toEqual(["old", "new"]);
  const [aside = ""] = readdirSync(join(folder, "n2", "set-aside"));
  expect(aside).toMatch(/^1-/);
  expect(readdirSync(join(folder, "n2", "set-aside", aside))).toContain("memory.sqlite");
});

test("a backup of an earlier life is refused", async () => {
  await prepare("n2");
  write("n2", "old");
  await prepare("n3");
  await expect(keeperOf("n2", 1).look()).rejects.toThrow("life 1 is over: life 2 has begun");
});

test("the next start restores an earlier backup that a person chose", async () => {
  await prepare("n2");
  write("n2", "early");
  await keeperOf("n2", 1).look();
  write("n2", "late");
  await keeperOf("n2", 1).finish();
  const { backups } = await vault.state();
  await vault.choose(backups[1]?.id ?? "");
  await expect(keeperOf("n2", 1).look()).rejects.toThrow("life 1 is over: life 2 has begun");
  expect(await prepare("n2")).toMatchObject({ outcome: "restored", life: 3 });
  expect(read("n2")).toEqual(["early"]);
  expect((await prepare("n3")).outcome).toBe("restored");
  expect(read("n3")).toEqual(["early", "late"]);
});

test("a new vault adopts existing data", async () => {
  await prepare("n2");
  write("n2", "kept");
  await keeperOf("n2", 1).look();
  stopVault();
  await startVault("another vault");
  expect(await prepare("n2")).toMatchObject({ outcome: "kept", life: 2 });
  expect(read("n2")).toEqual(["kept"]);
});

test("a backup sealed with another key is not restored", async () => {
  await prepare("n2");
  write("n2", "secret");
  await keeperOf("n2", 1).look();
  await expect(prepare("n3", randomBytes(32))).rejects.toThrow(
    "sealed with another key or for another time, or was changed",
  );
  expect(readdirSync(join(folder, "n3"))).toEqual([]);
});

test("an old backup does not open as a newer one", async () => {
  await prepare("n2");
  write("n2", "old");
  await keeperOf("n2", 1).look();
  write("n2", "new");
  await keeperOf("n2", 1).finish();
  const [newest, old] = (await vault.state()).backups;
  const fetch = (id: string) => vault.fetch(id === newest?.id ? (old?.id ?? "") : id);
  const options = { database: databaseOn("n3"), node: "n3", sealKey, now: () => new Date() };
  const { statement } = await prepareData({ ...options, vault: { ...vault, fetch } });
  expect(statement).toMatch(
    new RegExp(`^restored from the backup of ${old?.at ?? ""}.*; newer backups could not be opened$`),
  );
});

test("a backup that cannot be opened does not keep the service from starting with the one before it", async () => {
  await prepare("n2");
  write("n2", "good");
  await keeperOf("n2", 1).look();
  await vault.keep(1, new Date().toISOString(), Readable.from([Buffer.from(`HEARTHB2${"-".repeat(99)}`)]));
  expect(await prepare("n3")).toMatchObject({ outcome: "restored", life: 2 });
  expect(read("n3")).toEqual(["good"]);
});

test("the keeper opens the newest backup once a week, and tells the vault", async () => {
  await prepare("n2");
  write("n2", "good");
  const keeper = keeperOf("n2", 1);
  await keeper.look();
  const { backups, verified } = await vault.state();
  expect(verified).toMatchObject({ life: 1, id: backups[0]?.id });
  expect(readdirSync(join(folder, "n2")).filter((name) => name.includes("drill"))).toEqual([]);
  write("n2", "more");
  await keeper.look();
  expect((await vault.state()).verified).toEqual(verified);
});

test("the vault cannot read its backups, and a changed byte is detected", async () => {
  await prepare("n2");
  write("n2", "a very plain sentence");
  await keeperOf("n2", 1).look();
  const [file = ""] = readdirSync(join(folder, "vault")).filter((name) => name.endsWith(".sealed"));
  const sealed = readFileSync(join(folder, "vault", file));
  expect(sealed.includes("plain sentence")).toBe(false);
  sealed[100]! ^= 1;
  writeFileSync(join(folder, "vault", file), sealed);
  await expect(prepare("n3")).rejects.toThrow("sealed with another key or for another time, or was changed");
});

test("nothing is copied while nothing is written; requested copies are sent too", async () => {
  await prepare("n2");
  write("n2", "one");
  const keeper = keeperOf("n2", 1);
  await keeper.look();
  await keeper.look();
  expect((await vault.state()).backups).toHaveLength(1);
  const asked = join(folder, "n2", "backups", "asked-for.sqlite");
  await copyDatabase(databaseOn("n2"), asked);
  await keeper.look();
  expect((await vault.state()).backups).toHaveLength(1);
  utimesSync(asked, new Date(), new Date(Date.now() - 10_000));
  await keeper.look();
  expect((await vault.state()).backups).toHaveLength(2);
  expect(existsSync(asked)).toBe(false);
});

test("what was set aside is encrypted, opens with the key, and is deleted after 30 days", async () => {
  await prepare("n2");
  write("n2", "a very plain sentence");
  await keeperOf("n2", 1).look();
  await prepare("n3");
  await prepare("n2");
  const tidy = (now: Date) => tidySetAside({ database: databaseOn("n2"), sealKey, now });
  const root = join(folder, "n2", "set-aside");
  expect((await tidy(new Date())).sealed).toBeGreaterThan(0);
  const [aside = ""] = readdirSync(root);
  const files = readdirSync(join(root, aside));
  expect(files.filter((name) => !name.endsWith(".sealed"))).toEqual([]);
  for (const name of files) expect(readFileSync(join(root, aside, name), "latin1")).not.toContain("plain sentence");
  const opened = join(folder, "opened.sqlite");
  await openSetAside(join(root, aside, "memory.sqlite.sealed"), opened, sealKey);
  expect(readFileSync(opened, "latin1")).toContain("plain sentence");
  await tidy(new Date(Date.now() + 31 * 86_400_000));
  expect(readdirSync(root)).toEqual([]);
});
