import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { replaceFile } from "./replace-file.ts";

test("a reader beside the writer never sees a part of the file", async () => {
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
