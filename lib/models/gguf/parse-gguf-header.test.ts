import fc from "fast-check";
import { expect, test } from "vitest";
import { tinyGguf, tinyModel } from "../../../tests/support/tiny-gguf.ts";
import { GgufProblem, MoreBytesNeeded } from "./gguf-problem.ts";
import { parseGgufHeader } from "./parse-gguf-header.ts";

const file = tinyGguf(tinyModel);
const parse = (bytes: Uint8Array, fileBytes = bytes.length) => parseGgufHeader(bytes, fileBytes);
const problemOf = (bytes: Uint8Array, fileBytes?: number): string => {
  try {
    parse(bytes, fileBytes);
  } catch (thrown) {
    if (thrown instanceof GgufProblem) return thrown.message;
    throw thrown;
  }
  throw new Error("nothing was wrong");
};

test("fields and tensors with their sizes", () => {
  const { fields, tensors, version, dataOffset, fileBytes } = parse(file);
  expect([version, fileBytes, dataOffset % 32]).toEqual([3, file.length, 0]);
  expect(fields.get("llama.context_length")).toBe(256);
  expect(fields.get("tokenizer.ggml.tokens")).toEqual({ length: 3, values: ["<s>", "a", "b"] });
  expect(tensors.map(({ name, type, sizeBytes }) => [name, type, sizeBytes])).toEqual([
    ["token_embd.weight", "F32", 48],
    ["blk.0.attn_q.weight", "F32", 128],
    ["blk.0.ffn_up.weight", "F32", 128],
    ["blk.1.attn_q.weight", "F32", 256],
    ["output_norm.weight", "F32", 16],
  ]);
});

test("a quantized tensor is counted in blocks, and one of an unknown type by the room that it has", () => {
  const tensors = [
    { name: "a", dimensions: [64, 3], type: 2, sizeBytes: 108 },
    { name: "b", dimensions: [64], type: 99, sizeBytes: 40 },
    { name: "c", dimensions: [8], sizeBytes: 32 },
  ];
  const sizes = parse(tinyGguf({ tensors })).tensors.map(({ type, sizeBytes }) => [type, sizeBytes]);
  expect(sizes).toEqual([
    ["Q4_0", 108],
    ["type 99", 64],
    ["F32", 32],
  ]);
});

test("a long list keeps only its length", () => {
  const tokens = Array.from({ length: 5_000 }, (_, index) => `token ${index}`);
  const numbers = Array.from({ length: 5_000 }, (_, index) => index);
  const { fields } = parse(tinyGguf({ fields: { tokens, numbers, after: 7 } }));
  expect([fields.get("tokens"), fields.get("numbers"), fields.get("after")]).toEqual([
    { length: 5_000 },
    { length: 5_000 },
    7,
  ]);
});

test.each([
  ["<!DOCTYPE html><html>Sign in</html>", "a web page (HTML)"],
  ["  <html lang='en'>", "a web page (HTML)"],
  ['{"error":"Repository not found"}', 'JSON: "{\\"error\\":\\"Repository not found\\"}"'],
  [
    "version https://git-lfs.github.com/spec/v1\noid sha256:00",
    "a pointer of Git LFS, not the file that it stands for",
  ],
  ["Entry not found", 'text: "Entry not found"'],
  ["PK\u0003\u0004rest", "an archive (zip; PyTorch saves models as one)"],
  ["lmgg\u0000\u0001", "a model of whisper.cpp (ggml)"],
  ["\u0000\u0000\u0000", "a file of zeros"],
  ["", "an empty file"],
  ["\u0001\u0002\u0080", "unknown: it begins with the bytes 01 02 c2 80"],
])("%j is named as what it is", (content, what) => {
  expect(problemOf(Buffer.from(content))).toBe(`it is not a GGUF file but ${what}`);
});

test("a safetensors file is named too", () => {
  const bytes = Buffer.concat([Buffer.from([80, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"__metadata__":{}}')]);
  expect(problemOf(bytes)).toBe("it is not a GGUF file but a model in the format safetensors");
});

test("other versions and byte orders", () => {
  expect(problemOf(tinyGguf({ version: 1 }))).toBe("it is version 1 of GGUF, and versions 2 and 3 can be read");
  expect(problemOf(tinyGguf({ version: 3 * 2 ** 24 }))).toContain("for big-endian processors");
});

test("a file that is cut off: how many bytes are missing", () => {
  const { length } = file;
  // The last tensor's 16 bytes are padded to 32.
  expect(parse(file.subarray(0, length - 16)).tensors).toHaveLength(5);
  expect(problemOf(file.subarray(0, length - 17))).toBe(
    `its tensors go on to byte ${length - 16}, and the file ends at byte ${length - 17}: 1 bytes are missing`,
  );
  expect(problemOf(file.subarray(0, 200))).toMatch(
    /^the header goes on to byte \d+, and the file ends at byte 200: it is cut off, or its counts are wrong$/,
  );
});

test("counts that the file has no room for", () => {
  const promising = (offset: number): Buffer => {
    const bytes = Buffer.from(file);
    bytes.writeBigUInt64LE(2n ** 40n, offset);
    return bytes;
  };
  expect(problemOf(promising(8))).toBe(
    `the header promises 1099511627776 tensors, which a file of ${file.length} bytes cannot have`,
  );
  expect(problemOf(promising(16))).toBe(
    `the header promises 1099511627776 fields, which a file of ${file.length} bytes cannot have`,
  );
});

test("tensors that overlap, and rows that do not divide into blocks", () => {
  const overlapping = tinyGguf({
    tensors: [
      { name: "a", dimensions: [100], sizeBytes: 32 },
      { name: "b", dimensions: [8] },
    ],
  });
  expect(problemOf(overlapping)).toMatch(/^the tensor a takes 400 bytes from byte \d+, and only 32 are free there$/);
  expect(problemOf(tinyGguf({ tensors: [{ name: "a", dimensions: [33], type: 2, sizeBytes: 64 }] }))).toBe(
    "the tensor a has rows of 33 numbers, which Q4_0 cannot store in blocks of 32",
  );
});

test("a header that is longer than the bytes at hand asks for more, and for no more than it needs", () => {
  for (let length = 0; length < file.length; length += 1) {
    try {
      parse(file.subarray(0, length), file.length);
      // Enough: the rest is data.
      expect(length).toBeGreaterThan(24);
    } catch (thrown) {
      if (!(thrown instanceof MoreBytesNeeded)) throw thrown;
      expect(thrown.atLeast).toBeGreaterThan(length);
      expect(thrown.atLeast).toBeLessThanOrEqual(file.length);
    }
  }
});

test("whatever is changed in a header, it is read, refused with a reason, or more is asked for; never anything else", () => {
  const headerBytes = parse(file).dataOffset;
  const change = fc.record({ at: fc.nat({ max: headerBytes - 1 }), to: fc.nat({ max: 255 }) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat({ max: 64 }), (changes, cut) => {
      const bytes = Buffer.from(file);
      for (const { at, to } of changes) bytes[at] = to;
      try {
        const { tensors } = parse(bytes.subarray(0, bytes.length - cut));
        expect(tensors.every(({ sizeBytes }) => sizeBytes >= 0 && sizeBytes <= file.length)).toBe(true);
      } catch (thrown) {
        if (!(thrown instanceof GgufProblem)) throw thrown;
        expect(thrown.message).not.toBe("");
      }
    }),
    { numRuns: 2_000 },
  );
});

test("noise after the magic is refused, quickly", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      const bytes = Buffer.concat([Buffer.from("GGUF"), Buffer.from([3, 0, 0, 0]), noise]);
      expect(() => parse(bytes, 2 ** 40)).toThrow();
    }),
    { numRuns: 500 },
  );
});
