import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { root } from "../paths.ts";
import {
  bitsPerWeight,
  cacheBytes,
  computeBytes,
  estimatedShape,
  memoryOnOneDevice,
  outputBufferBytes,
  partsSum,
  shapeOf,
  sum,
} from "./memory-model.ts";
import type { Recorded } from "./recorded-allocation.ts";
import { largeModels } from "./test-fleet.ts";

/* What the pinned llama-server logged: `node bench/placement/record-allocations.ts --write` records it again. */
const recorded = JSON.parse(
  readFileSync(join(root, "tests/fixtures/placement/allocations.json"), "utf8"),
) as readonly Recorded[];

/** Bytes of the buffers of one kind on the head's CPU or on the worker. */
const logged = ({ log }: Recorded, device: "CPU" | "RPC0", kind: "model" | "KV" | "output" | "compute"): number =>
  sum(
    log
      .filter((line) => line.includes(` ${device}`) && line.includes(` ${kind} buffer size`))
      .map((line) => Number(/([\d.]+) MiB/.exec(line)?.[1]) * 2 ** 20),
  );

const share = (ours: number, theirs: number): number => ours / theirs;

test("both kinds are recorded, of both models", () => {
  expect(recorded.filter(({ split }) => split === undefined).length).toBeGreaterThanOrEqual(8);
  expect(new Set(recorded.map(({ model }) => model)).size).toBeGreaterThanOrEqual(2);
});

test.each(recorded.filter(({ split }) => split === undefined))(
  "$name takes what llama-server logs, within 10 %",
  (one) => {
    const parts = memoryOnOneDevice(shapeOf(one.facts), one.serving);
    const theirs = sum((["model", "KV", "output", "compute"] as const).map((kind) => logged(one, "CPU", kind)));
    expect(share(partsSum(parts), theirs)).toBeGreaterThan(0.97);
    expect(share(partsSum(parts), theirs)).toBeLessThan(1.1);
    expect(share(parts.weightBytes, logged(one, "CPU", "model"))).toBeCloseTo(1, 1);
    if (parts.cacheBytes > 0) expect(share(parts.cacheBytes, logged(one, "CPU", "KV"))).toBeCloseTo(1, 3);
  },
);

test.each(recorded.filter(({ split }) => split !== undefined))(
  "$name: worker and head take what is logged, within 10 %",
  (one) => {
    const shape = shapeOf(one.facts);
    const { layers } = one.facts;
    const onWorker = one.split! - 1;
    const held = Array.from({ length: onWorker }, (_, index) => layers - onWorker + index);
    const cache = sum(held.map((layer) => cacheBytes(shape, layer, one.serving)));
    const worker =
      sum(held.map((layer) => shape.layerBytes[layer]!)) + shape.outputBytes + cache + computeBytes(shape, one.serving);
    const theirs = sum((["model", "KV", "compute"] as const).map((kind) => logged(one, "RPC0", kind)));
    expect(share(worker, theirs)).toBeGreaterThan(0.97);
    expect(share(worker, theirs)).toBeLessThan(1.1);
    // The head maps the whole file, so its log counts weights there that it does not hold.
    const buffers = computeBytes(shape, one.serving) + outputBufferBytes(shape, one.serving);
    expect(buffers).toBeGreaterThan(0.9 * (logged(one, "CPU", "output") + logged(one, "CPU", "compute")));
    const headCache = sum(shape.layerBytes.map((_, layer) => cacheBytes(shape, layer, one.serving))) - cache;
    expect(headCache).toBeCloseTo(logged(one, "CPU", "KV"), -5);
  },
);

test("layers with a sliding window keep only the window", () => {
  const gemma = { ...recorded[0]!.facts, architecture: "gemma3", slidingWindow: 512 };
  const serving = { context: 8_192, slots: 1, kvType: "f16" as const, batch: 128 };
  const shape = shapeOf(gemma);
  expect(cacheBytes(shape, 0, serving)).toBe((cacheBytes(shape, 5, serving) * 768) / 8_192);
  // Where the pattern is not known, every layer counts in full.
  expect(cacheBytes(shapeOf({ ...gemma, architecture: "new" }), 0, serving)).toBe(cacheBytes(shape, 5, serving));
});

test("a layer that keeps a state has one for each slot, whatever the context", () => {
  const { facts } = recorded[0]!;
  const shape = shapeOf({ ...facts, isRecurrent: true, kvHeadsByLayer: facts.layerBytes.map((_, layer) => layer % 2) });
  const at = (context: number, slots: number): number =>
    cacheBytes(shape, 0, { context, slots, kvType: "f16", batch: 128 });
  expect(at(8_192, 1)).toBe(at(512, 1));
  expect(at(512, 4)).toBe(4 * at(512, 1));
});

test("what a row of models.yaml says is taken at its word at the longest context", () => {
  const row = { sizeBytes: 100e6, memoryBytes: 400e6, maxContext: 8_192 };
  const need = (context: number): number =>
    partsSum(memoryOnOneDevice(estimatedShape(row), { context, slots: 5, kvType: "f16", batch: 128 }));
  expect(need(8_192)).toBeCloseTo(400e6, -3);
  expect(need(4_096)).toBeCloseTo(250e6, -3);
});

test("the weights of a large model are counted by the bits of its quantization", () => {
  expect(["F16", "Q8_0", "Q4_K_M", "IQ2_XS", "MXFP4"].map(bitsPerWeight)).toEqual([16, 8.6, 4.6, 2.6, 4.3]);
  expect(largeModels.map(({ quantization = "" }) => bitsPerWeight(quantization))).toEqual([
    16, 8.6, 6.6, 5.6, 4.6, 2.6,
  ]);
});
