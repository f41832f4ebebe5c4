import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tinyGguf, tinyModel, type TinyGguf } from "../../../tests/support/tiny-gguf.ts";
import { modelFactsSchema } from "../model-facts-schema.ts";
import type { ModelFacts } from "../model-facts.ts";
import { factsOf } from "./facts-of.ts";
import { parseGgufHeader } from "./parse-gguf-header.ts";
import { readGgufFile, readGgufHeader } from "./read-gguf.ts";

const factsFrom = (...files: readonly TinyGguf[]): ModelFacts =>
  factsOf(files.map((file) => tinyGguf(file)).map((bytes) => parseGgufHeader(bytes, bytes.length)));

const tiny = (fields: TinyGguf["fields"] = {}, tensors = tinyModel.tensors): TinyGguf => ({
  fields: { ...tinyModel.fields, ...fields },
  tensors,
});

test("a small model", () => {
  const facts = factsFrom(tiny());
  expect(facts).toEqual({
    architecture: "llama",
    layers: 2,
    embeddingLength: 4,
    heads: 2,
    kvHeads: 1,
    keyLength: 2,
    valueLength: 2,
    trainedContext: 256,
    vocabulary: 3,
    fileBytes: tinyGguf(tinyModel).length,
    layerBytes: [256, 256],
    // Without an output matrix the embeddings serve as one.
    otherBytes: { inputBytes: 48, outputBytes: 16 + 48 },
    expertBytes: [0, 0],
    quantization: "F32",
    chat: { tools: false, system: true, reasoning: false },
  });
  expect(modelFactsSchema.parse(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
});

test("an output matrix of its own is counted once", () => {
  const tensors = [...tinyModel.tensors, { name: "output.weight", dimensions: [4, 3] }];
  expect(factsFrom(tiny({}, tensors)).otherBytes).toEqual({ inputBytes: 48, outputBytes: 64 });
});

test("experts, a sliding window, layers without a cache", () => {
  const facts = factsFrom(
    tiny(
      {
        "llama.expert_count": 4,
        "llama.expert_used_count": 2,
        "llama.attention.sliding_window": 128,
        "llama.attention.head_count_kv": [1, 0],
        "llama.attention.key_length": 8,
        "llama.shortconv.l_cache": 3,
      },
      [...tinyModel.tensors, { name: "blk.1.ffn_gate_exps.weight", dimensions: [4, 2, 4] }],
    ),
  );
  expect(facts).toMatchObject({
    experts: { count: 4, used: 2 },
    expertBytes: [0, 128],
    layerBytes: [256, 384],
    slidingWindow: 128,
    kvHeads: 1,
    kvHeadsByLayer: [1, 0],
    keyLength: 8,
    valueLength: 2,
    isRecurrent: true,
  });
});

test("an embedding model keeps no cache, and its vectors have a length", () => {
  const facts = factsFrom(tiny({ "llama.attention.causal": false, "llama.pooling_type": 1 }));
  expect([facts.kvHeads, facts.embeddingDimensions]).toEqual([0, 4]);
});

test.each([
  ["{% if tools %}{{ tools | tojson }}{% endif %}{% if message.role == 'system' %}", ["tools", "system"]],
  ["{{ '<|im_start|>' + message['role'] }}{% if enable_thinking %}<think>", ["system", "reasoning"]],
  ["{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}", []],
  ["{{ bos_token }}[INST] {{ messages[0].content }}", []],
])("what a template can write: %s", (template, able) => {
  const { chat } = factsFrom(tiny({ "tokenizer.chat_template": template }));
  expect(Object.entries(chat).flatMap(([ability, is]) => (is === true ? [ability] : []))).toEqual(able);
});

test.each<[string, TinyGguf, string]>([
  [
    "more layers than there are weights",
    tiny({ "llama.block_count": 3 }),
    "llama.block_count is 3, and there are weights of only 2 layers",
  ],
  [
    "far more",
    tiny({ "llama.block_count": 4_000_000_000 }),
    "llama.block_count is 4000000000, and there are weights of only 3 layers",
  ],
  [
    "fewer",
    tiny({ "llama.block_count": 1 }),
    "llama.block_count is 1, and there are weights of layer 1 (blk.1.attn_q.weight)",
  ],
  [
    "other embeddings",
    tiny({ "llama.embedding_length": 8 }),
    "the header says embeddings of 8 numbers, and they have 4",
  ],
  [
    "more tokens",
    tiny({ "tokenizer.ggml.tokens": ["a", "b", "c", "d"] }),
    "the header has 4 tokens, and there are embeddings of only 3",
  ],
  ["no context", tiny({ "llama.context_length": 0 }), "the header does not say llama.context_length"],
  [
    "text for a number",
    tiny({ "llama.context_length": "long" }),
    'llama.context_length is "long", and it has to be a whole number',
  ],
  [
    "a projector",
    { fields: { "general.architecture": "clip" } },
    "it is the projector of a vision model (mmproj), not the model itself",
  ],
  ["no architecture", {}, "the header does not name its architecture"],
])("a header that lies, with %s, is refused", (_, file, message) => {
  expect(() => factsFrom(file)).toThrow(message);
});

const part = (number: number, { count = 2, promised = 5 } = {}): TinyGguf => ({
  fields: {
    ...(number === 0 ? tinyModel.fields : {}),
    "split.no": number,
    "split.count": count,
    "split.tensors.count": promised,
  },
  tensors: number === 0 ? tinyModel.tensors.slice(0, 3) : tinyModel.tensors.slice(3),
});

test("a model of two files has the sums of both", () => {
  const facts = factsFrom(part(0), part(1));
  const sizes = [part(0), part(1)].map((file) => tinyGguf(file).length);
  expect(facts.fileBytes).toBe((sizes[0] ?? 0) + (sizes[1] ?? 0));
  expect(facts.layerBytes).toEqual([256, 256]);
});

test.each<[string, readonly TinyGguf[], string]>([
  ["one is missing", [part(0)], "the model is split into 2 files, and there are 1"],
  ["they are in the wrong order", [part(1), part(0)], "file 1 of 2 says that it is number 2 of 2"],
  ["one twice", [part(0), part(0)], "file 2 of 2 says that it is number 1 of 2"],
  ["of another count", [part(0), part(1, { count: 3 })], "file 2 of 2 says that it is number 2 of 3"],
  [
    "tensors are missing",
    [part(0, { promised: 6 }), part(1)],
    "the first file promises 6 tensors, and all files together have 5",
  ],
])("of split files, %s: refused", (_, files, message) => {
  expect(() => factsFrom(...files)).toThrow(message);
});

const folder = mkdtempSync(join(tmpdir(), "hearth-gguf-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a header longer than the first megabyte is read in parts, and the data not at all", async () => {
  const tokens = Array.from({ length: 120_000 }, (_, index) => `a token called ${index}`);
  const tensors = [{ name: "token_embd.weight", dimensions: [4, 120_000] }, ...tinyModel.tensors.slice(1)];
  const bytes = tinyGguf(tiny({ "tokenizer.ggml.tokens": tokens }, tensors));
  const path = join(folder, "long.gguf");
  writeFileSync(path, bytes);
  expect(factsOf([await readGgufFile(path)]).vocabulary).toBe(120_000);

  const reads: (readonly [number, number])[] = [];
  const read = (begin: number, end: number): Promise<Uint8Array> => {
    reads.push([begin, end]);
    return Promise.resolve(bytes.subarray(begin, end));
  };
  await readGgufHeader({ fileBytes: bytes.length, read });
  expect(reads).toEqual([
    [0, 2 ** 20],
    [2 ** 20, 2 ** 22],
  ]);
});

test("a header that claims to be longer than any is not read", async () => {
  const bytes = tinyGguf({ fields: { name: "x" } });
  // The length of the field's text.
  bytes.writeBigUInt64LE(2n ** 33n, bytes.indexOf("name") + 8);
  const source = {
    fileBytes: 2 ** 40,
    read: (begin: number, end: number) => Promise.resolve(bytes.subarray(begin, end)),
  };
  await expect(readGgufHeader(source)).rejects.toThrow(/^the file ended at byte|and at most 268435456 are read$/);
});
