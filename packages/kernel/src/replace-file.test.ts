import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { replaceFile, replaceFileDurably } from "./replace-file.ts";

test("a concurrent reader never sees a partial file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-replace-"));
  const path = join(folder, "file");
  const content = "x".repeat(200_000);
  replaceFile(path, content);
  const writer = new Worker(
    `const { replaceFile } = await import(${JSON.stringify(new URL("replace-file.ts", import.meta.url).href)});
     for (let i = 0; i < 300; i++) replaceFile(${JSON.stringify(path)}, "x".repeat(200_000));`,
    { eval: true, execArgv: ["--input-type=module"] },
  );
  const ended = new Promise((resolve) => writer.once("exit", resolve));
  const lengths = new Set<number>();
  const state = { running: true };
  void ended.then(() => (state.running = false));
  while (state.running) {
    lengths.add(readFileSync(path, "utf8").length);
    await new Promise(setImmediate);
  }
  expect([...lengths]).toEqual([200_000]);
  expect(await ended).toBe(0);
  expect(readdirSync(folder)).toEqual(["file"]);
  expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
  rmSync(folder, { recursive: true });
});

test("a durable write leaves one complete file, for this user only", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-replace-"));
  const path = join(folder, "file");
  await replaceFileDurably(path, "old");
  await replaceFileDurably(path, "new");
  expect([readFileSync(path, "utf8"), readdirSync(folder)]).toEqual(["new", ["file"]]);
  expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
  await replaceFileDurably(path, "shared", { mode: 0o644 });
  expect((statSync(path).mode & 0o044).toString(8)).toBe("44");
  rmSync(folder, { recursive: true });
});

test("a write that fails leaves nothing behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-replace-"));
  const path = join(folder, "taken");
  mkdirSync(path);
  expect(() => replaceFile(path, "x")).toThrow("EISDIR");
  await expect(replaceFileDurably(path, "x")).rejects.toThrow("EISDIR");
  expect(readdirSync(folder)).toEqual(["taken"]);
  rmSync(folder, { recursive: true });
});
