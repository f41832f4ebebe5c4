import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createLog } from "@hearth/kernel/log.ts";
import { serveFiles } from "../../tests/support/serve-files.ts";
import { tinyGguf, tinyModel } from "../../tests/support/tiny-gguf.ts";
import type { ModelFile } from "../config/derive/model-files.ts";
import type { ModelSource } from "../config/shape/models-schema.ts";
import { pullFile, pullWhole } from "./pull-file.ts";
import { pullModel } from "./pull-model.ts";
import { requireRoom } from "./require-room.ts";
import { partialPath, storedPath } from "./stored-file.ts";
import { followTransfer } from "./transfer-rate.ts";

const weights = { name: "token_embd.weight", dimensions: [4, 600_000] };
/** About ten megabytes. */
const model = tinyGguf({ ...tinyModel, tensors: [weights, ...tinyModel.tensors.slice(1)] });
const lying = tinyGguf({ ...tinyModel, fields: { ...tinyModel.fields, "llama.block_count": 40 } });
const sha256Of = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

let server: Awaited<ReturnType<typeof serveFiles>>;
let cache = "";
beforeAll(async () => {
  server = await serveFiles({
    "/model.gguf": { content: model },
    "/cut.gguf": { content: model, cutOnceAfter: 3_000_000 },
    "/page.gguf": { content: "<!doctype html><title>Sign in</title>" },
    "/other.gguf": { content: tinyGguf(tinyModel) },
    "/endless.gguf": { content: "", endless: true },
    "/lying.gguf": { content: lying },
  });
});
afterAll(() => server.close());
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "hearth-models-"));
  return () => rmSync(cache, { recursive: true });
});

const log = createLog();
const quick = { log, attempts: 2, stallLimitMs: 2_000 };
const fileFrom = (sources: readonly ModelSource[], more: Partial<ModelFile> = {}): ModelFile => ({
  ...{ file: "model.gguf", sha256: sha256Of(model), sizeBytes: model.length, isProjector: false, sources },
  ...more,
});
const from = (path: string): ModelSource => ({ url: `${server.url}${path}` });

test("the first source that answers is taken, and a second call asks none", async () => {
  const file = fileFrom([{ url: "http://127.0.0.1:9/model.gguf" }, from("/nowhere.gguf"), from("/model.gguf")]);
  const path = await pullFile(file, { ...quick, cache });
  expect(path).toBe(storedPath(file, cache));
  expect(sha256Of(readFileSync(path))).toBe(file.sha256);
  const asked = server.asked.length;
  expect(await pullFile(file, { ...quick, cache })).toBe(path);
  expect(server.asked).toHaveLength(asked);
});

test("a tool that has another file is refused with both checksums before it is installed", async () => {
  const file = fileFrom([{ tool: "all-minilm-l6-v2" }], { file: "all-MiniLM-L6-v2.F16.gguf" });
  await expect(pullFile(file, { ...quick, cache })).rejects.toMatchObject({
    code: "CHECKSUM_MISMATCH",
    message: `no source delivered ${file.file}:
  the toolchain's all-minilm-l6-v2: its file has the checksum 437a41a6093830908ac2b78d639e48d9bd830e64514ed53d1e024022c08b57c9, and ${file.sha256} is pinned`,
  });
});

test("a transfer that is cut off goes on where it was, and notes say how far it is", async () => {
  const notes: string[] = [];
  const file = fileFrom([from("/cut.gguf")]);
  await pullFile(file, { ...quick, cache, progress: (note) => notes.push(note) });
  const ranges = server.asked.filter((line) => line.startsWith("/cut.gguf"));
  expect(ranges).toEqual(["/cut.gguf whole", expect.stringMatching(/^\/cut\.gguf bytes=[1-9]\d+-$/)]);
  expect(notes.at(-1)).toMatch(/^9 of 9 MiB {2}100%/);
});

test("a beginning that another run left is continued, and fetched again if it was wrong", async () => {
  const file = fileFrom([from("/model.gguf")]);
  const begin = (bytes: Buffer): void => {
    mkdirSync(dirname(partialPath(file, cache)), { recursive: true });
    writeFileSync(partialPath(file, cache), bytes);
  };
  begin(model.subarray(0, 1_000));
  await pullFile(file, { ...quick, cache });
  expect(server.asked.at(-1)).toBe("/model.gguf bytes=1000-");
  rmSync(storedPath(file, cache));
  begin(Buffer.alloc(1_000));
  await pullFile(file, { ...quick, cache });
  expect(server.asked.at(-1)).toBe("/model.gguf whole");
});

test.each<[string, string, readonly string[]]>([
  ["a web page", "/page.gguf", ["a web page (HTML)"]],
  ["another model", "/other.gguf", ["another GGUF"]],
])("%s is refused with what it is, and nothing is kept", async (_, path, words) => {
  const file = fileFrom([from(path)]);
  const failure = pullFile(file, { ...quick, cache });
  await expect(failure).rejects.toMatchObject({ code: "CHECKSUM_MISMATCH" });
  for (const word of words) await expect(failure).rejects.toThrow(word);
  expect([existsSync(storedPath(file, cache)), existsSync(partialPath(file, cache))]).toEqual([false, false]);
});

test("a server that sends without end is given up at the file's size", async () => {
  const file = fileFrom([from("/endless.gguf")]);
  await expect(pullFile(file, { ...quick, cache })).rejects.toThrow(
    new RegExp(`the server sends at least \\d+ bytes, and the file has at most ${model.length}`),
  );
});

test("without any source that answers, each is named with its reason", async () => {
  const file = fileFrom([from("/nowhere.gguf"), { path: "/nowhere/model.gguf" }]);
  await expect(pullFile(file, { ...quick, cache })).rejects.toMatchObject({
    code: "MODEL_UNAVAILABLE",
    message: `no source delivered model.gguf:\n  ${server.url}/nowhere.gguf: the server answered 404\n  /nowhere/model.gguf: ENOENT: no such file or directory, copyfile '/nowhere/model.gguf' -> '${partialPath(file, cache)}'`,
  });
});

test("a depot of another cluster is asked for the checksum", async () => {
  const file = fileFrom([{ lan: server.url }]);
  await expect(pullFile(file, { ...quick, cache })).rejects.toThrow("answered 404");
});

test("a local file is copied, and one that was damaged in the store is fetched again", async () => {
  const path = join(cache, "mine.gguf");
  writeFileSync(path, model);
  const file = fileFrom([{ path }]);
  const stored = await pullFile(file, { ...quick, cache });
  writeFileSync(stored, "damaged");
  await pullWhole(file, { ...quick, cache });
  expect(sha256Of(readFileSync(stored))).toBe(file.sha256);
});

test("a model with the right checksum and a header that lies is refused, and removed", async () => {
  const file = fileFrom([from("/lying.gguf")], { sha256: sha256Of(lying), sizeBytes: lying.length });
  await expect(pullModel([file], { ...quick, cache })).rejects.toMatchObject({
    code: "MODEL_INVALID",
    message: "llama.block_count is 40, and there are weights of only 3 layers",
  });
  expect(existsSync(storedPath(file, cache))).toBe(false);
});

test("what does not fit the disk is refused with numbers before anything is fetched", async () => {
  await expect(requireRoom(cache, { file: "huge.gguf", neededBytes: 2 ** 60 })).rejects.toThrow(
    /^huge\.gguf needs 1073741824\.00 GiB more, 1 GiB has to stay free, and [\d.]+ GiB are free: [\d.]+ GiB are missing$/,
  );
});

test("rate and time left are those of the last ten seconds", () => {
  let nowMs = 0;
  const transferred = followTransfer(() => nowMs);
  const at = (ms: number, mebibytes: number): string => {
    nowMs = ms;
    return transferred({ arrivedBytes: mebibytes * 2 ** 20, totalBytes: 1_000 * 2 ** 20 });
  };
  expect(at(0, 0)).toBe("0 of 1,000 MiB  0%");
  expect(at(1_000, 50)).toBe("50 of 1,000 MiB  5%  50.0 MiB/s  19.0s left");
  // The line has become slow.
  expect(at(60_000, 60)).toMatch(/ 0\.2 MiB\/s {2}\d+m \d+s left$/);
});
