import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ClusterRequest } from "../http/cluster-client.ts";
import { embedBy } from "./embed-texts.ts";
import { cachedEmbedder } from "./embedding-cache.ts";
import { embeddingLatency } from "./embedding-latency.ts";

test("a text is embedded once, also by the next run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-embeddings-"));
  const path = join(folder, "new", "vectors");
  const asked: string[][] = [];
  const open = () =>
    cachedEmbedder(path, (texts) => {
      asked.push([...texts]);
      return Promise.resolve(texts.map((text) => [text.length, 0.5]));
    });
  expect(await open()(["a", "bb", "a"])).toEqual([
    [1, 0.5],
    [2, 0.5],
    [1, 0.5],
  ]);
  expect(await open()(["bb", "ccc"])).toEqual([
    [2, 0.5],
    [3, 0.5],
  ]);
  expect(asked).toEqual([["a", "bb"], ["ccc"]]);
  expect(readFileSync(path, "utf8")).not.toContain("bb ");
  writeFileSync(path, "damaged");
  expect(await open()(["a"])).toEqual([[1, 0.5]]);
  rmSync(folder, { recursive: true });
});

test("texts go sixteen at a time, answers are put in order and made unit vectors", async () => {
  const requests: ClusterRequest[] = [];
  const embed = embedBy((request) => {
    requests.push(request);
    const { input } = request.body as { input: readonly string[] };
    const data = input.map((_, index) => ({ index, embedding: [0, index + 1] })).reverse();
    return Promise.resolve({ status: 200, json: { data } });
  }, "minilm");
  const texts = Array.from({ length: 20 }, (_, index) => String(index));
  expect(await embed(texts)).toEqual(texts.map(() => [0, 1]));
  expect(requests.map(({ path, body }) => [path, (body as { input: unknown[] }).input.length])).toEqual([
    ["/v1/embeddings", 16],
    ["/v1/embeddings", 4],
  ]);
});

test("a wrong answer of the embedder is an error", async () => {
  const embed = embedBy(() => Promise.resolve({ status: 503, json: { error: "loading" } }), "minilm");
  await expect(embed(["a"])).rejects.toThrow('the embedder answered 503: {"error":"loading"}');
});

test("latency is measured on at most a hundred texts, one at a time", async () => {
  const sizes: number[] = [];
  await embeddingLatency(Array.from({ length: 1_000 }, String), (texts) => {
    sizes.push(texts.length);
    return Promise.resolve([[1]]);
  });
  expect(sizes).toEqual(Array.from({ length: 100 }, () => 1));
});
