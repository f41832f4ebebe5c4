import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLog, type LogEntry } from "@hearth/kernel/log.ts";
import type { DepotSource } from "./depot-source.ts";
import { layOut, type DepotFolders } from "./lay-out.ts";

let folders: DepotFolders;
let entries: LogEntry[];
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-depot-"));
  folders = { packed: join(folder, "packed"), depot: join(folder, "depot") };
  mkdirSync(folders.packed);
  entries = [];
});
afterEach(() => rmSync(join(folders.packed, ".."), { recursive: true, force: true }));

const sha256 = createHash("sha256").update("light").digest("hex");
const log = createLog((entry) => entries.push(entry));
const packs = (): number => entries.filter(({ kind }) => kind === "step-done").length;
const packed = (): string => join(folders.packed, "lamp-1.tar.gz");
const laidOut = (): string => readFileSync(join(folders.depot, sha256, "lamp.tar.gz"), "utf8");

const lamp = (more: Partial<DepotSource> = {}): DepotSource => ({
  name: "lamp",
  file: "lamp.tar.gz",
  key: "lamp-1.tar.gz",
  make: (path) => writeFile(path, "light"),
  ...more,
});

test("what is packed is laid out below its hash, and is packed once", async () => {
  expect(await layOut(lamp(), folders, log)).toEqual({ name: "lamp", file: "lamp.tar.gz", sha256 });
  expect(await layOut(lamp(), folders, log)).toEqual({ name: "lamp", file: "lamp.tar.gz", sha256 });
  expect([packs(), laidOut()]).toEqual([1, "light"]);
});

test("a pack that was cut off, and with it what is laid out, is said to be damaged and made again", async () => {
  await layOut(lamp(), folders, log);
  writeFileSync(packed(), "li");
  expect(laidOut()).toBe("li");
  await layOut(lamp(), folders, log);
  expect([packs(), laidOut()]).toEqual([2, "light"]);
  expect(entries.filter(({ kind }) => kind === "warning")).toEqual([
    {
      kind: "warning",
      text: "the packed lamp is damaged (lamp-1.tar.gz has 2 bytes instead of 5); packing it again",
    },
  ]);
});

test("a pack with other bytes of the same number is made again, one that was only touched is not", async () => {
  await layOut(lamp(), folders, log);
  writeFileSync(packed(), "night");
  await layOut(lamp(), folders, log);
  expect([packs(), laidOut()]).toEqual([2, "light"]);
  writeFileSync(packed(), "light");
  await layOut(lamp(), folders, log);
  expect(packs()).toBe(2);
});

test("a file that somebody else has put into the stack's depot is replaced", async () => {
  mkdirSync(join(folders.depot, sha256), { recursive: true });
  writeFileSync(join(folders.depot, sha256, "lamp.tar.gz"), "dark");
  await layOut(lamp(), folders, log);
  expect(laidOut()).toBe("light");
});

test("other content than was asked for is refused with both sums, and nothing is left", async () => {
  const pinned = "0".repeat(64);
  await expect(layOut(lamp({ sha256: pinned }), folders, log)).rejects.toMatchObject({
    code: "CHECKSUM_MISMATCH",
    message: `lamp.tar.gz has checksum ${sha256}, and the models file asks for ${pinned}`,
  });
  expect([readdirSync(folders.packed), existsSync(folders.depot)]).toEqual([[], false]);
});

test("a pack without its record, as a killed run leaves it, is made again", async () => {
  writeFileSync(packed(), "li");
  await layOut(lamp({ sha256 }), folders, log);
  expect([packs(), laidOut()]).toEqual([1, "light"]);
});
