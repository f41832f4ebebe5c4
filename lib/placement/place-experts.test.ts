import { expect, test } from "vitest";
import { gpuMargin, memoryMargin } from "./fleet.ts";
import { placeExperts } from "./place-experts.ts";
import type { PlacedExpert } from "./placement.ts";
import { chat, gibibytes, gpu, largeModel, largeModels, mebibytesOf, node, tinyModel } from "./test-fleet.ts";

const placed = (...given: Parameters<typeof placeExperts>): PlacedExpert => {
  const { experts, refused } = placeExperts(...given);
  expect(refused).toEqual([]);
  return experts[0]!;
};

test.each([
  ["24 GB of GPU", [node("n1", 8, { gpus: [gpu(24)] })], "F16"],
  ["12 GB of GPU", [node("n1", 8, { gpus: [gpu(12)] })], "Q8_0"],
  ["8 GB of GPU", [node("n1", 4, { gpus: [gpu(8)] })], "Q8_0"],
  ["4 GB of GPU", [node("n1", 4, { gpus: [gpu(4)] })], "Q5_K_M"],
  ["a CPU with 16 GB", [node("n1", 16)], "Q4_K_M"],
  ["a CPU with 6 GB", [node("n1", 6)], "Q4_K_M"],
  ["a CPU with 4.5 GB", [node("n1", 4.5)], "Q2_K"],
])("%s gets the quantization that suits it", (_, nodes, quantization) => {
  expect(placed({ nodes, experts: [chat()] }).quantization).toBe(quantization);
});

test("one machine is preferred to two, whatever their speed", () => {
  const fast = { cores: 16 };
  const expert = placed({ nodes: [node("n1", 16), node("n2", 4, fast), node("n3", 4, fast)], experts: [chat()] });
  expect([expert.head, expert.workers]).toEqual(["n1", []]);
});

test("of two machines with room the faster one is taken", () => {
  const old = node("n1", 16, { cores: 2, cpuFeatures: [] });
  expect(placed({ nodes: [old, node("n2", 16)], experts: [chat()] }).head).toBe("n2");
});

test("where no machine is large enough, as few as will do share the layers", () => {
  const expert = placed({ nodes: [node("n1", 4), node("n2", 3), node("n3", 4)], experts: [chat()] });
  expect([expert.head, ...expert.workers]).toEqual(["n1", "n3"]);
  expect(expert.gpuLayers).toBe(expert.tensorSplit.reduce((sum, layers) => sum + layers, 0));
  expect(expert.tensorSplit.every((layers) => layers > 0)).toBe(true);
  expect(expert.reasons.join(" ")).toMatch(/split over n1 and n3, because alone it needs 5\.\d GiB/);
});

test("a slower worker gets less", () => {
  const expert = placed({
    nodes: [node("n1", 4), node("n2", 4, { cores: 1, cpuFeatures: ["avx"] })],
    experts: [chat({ models: [largeModel("Q4_K_M", 124)] })],
  });
  const onSlow = expert.head === "n2" ? 33 - expert.gpuLayers! : expert.tensorSplit[0]!;
  expect(onSlow).toBeLessThan(16);
});

test("machines farther apart than 80 ms share no model", () => {
  const far = { links: { n1: { rttMs: 81, mbitPerSecond: 100 } } };
  const { experts, refused } = placeExperts({
    nodes: [node("n1", 3), node("n2", 3, far)],
    experts: [chat({ models: largeModels.slice(4, 5) })],
  });
  expect(experts).toEqual([]);
  expect(refused[0]!.reason).toMatch(/within 80 ms/);
});

test("the context shrinks before the model does, and the weights coarsen last", () => {
  const q4 = largeModels.filter(({ quantization }) => quantization === "Q4_K_M");
  const whole = placed({
    nodes: [node("n1", 8)],
    experts: [chat({ models: q4, context: { wanted: 8_192, least: 512 } })],
  });
  const small = placed({
    nodes: [node("n1", 6.1)],
    experts: [chat({ models: q4, context: { wanted: 8_192, least: 512 } })],
  });
  expect([whole.context, whole.kvType]).toEqual([8_192, "f16"]);
  expect([small.context, small.kvType]).toEqual([8_192, "q8_0"]);
  const smaller = placed({
    nodes: [node("n1", 5.6)],
    experts: [chat({ models: q4, context: { wanted: 8_192, least: 512 } })],
  });
  expect(smaller.context).toBe(4_096);
  expect(smaller.reasons.join(" ")).toContain("The context is 4096 tokens and not 8192");
});

test("the last of the list is a model that always fits", () => {
  const expert = placed({ nodes: [node("n1", 1)], experts: [chat({ fallbacks: [tinyModel] })] });
  expect([expert.model, expert.isFallback]).toEqual(["tiny", true]);
  expect(expert.reasons.join(" ")).toContain("It runs the fallback tiny");
});

test("experts of a mixture stay in memory while the rest is on a small GPU", () => {
  const layers = Array.from({ length: 32 }, () => mebibytesOf(500));
  const mixture = largeModel("Q4_K_M", 500, {
    layerBytes: layers,
    expertBytes: layers.map((bytes) => bytes - mebibytesOf(40)),
    experts: { count: 128, used: 8 },
  });
  const expert = placed({ nodes: [node("n1", 24, { gpus: [gpu(6)] })], experts: [chat({ models: [mixture] })] });
  expect(expert.gpuLayers).toBe(33);
  expect(expert.cpuExpertLayers).toBeGreaterThan(20);
});

test("pins hold, and what they make impossible is refused with numbers and what would work", () => {
  const nodes = [node("n1", 2), node("n2", 16)];
  const { experts, refused } = placeExperts({ nodes, experts: [chat({ head: "n1", workers: [] })] });
  expect(experts).toEqual([]);
  expect(refused[0]!.reason).toMatch(/needs 3\.\d GiB, and the most that is free on one machine is 1\.8 GiB \(n1\)/);
  expect(refused[0]!.instead).toBe("without its `head` and `workers` it fits on n2, with 4096 tokens of context");
});

test("pinned workers hold the layers", () => {
  const expert = placed({
    nodes: [node("n1", 8), node("n2", 8), node("n3", 8)],
    experts: [chat({ head: "n2", workers: ["n3"] })],
  });
  expect([expert.head, expert.workers]).toEqual(["n2", ["n3"]]);
  expect(expert.tensorSplit).toEqual([33]);
});

test("a context that nothing holds is refused with one that fits", () => {
  const { refused } = placeExperts({
    nodes: [node("n1", 5.6)],
    experts: [chat({ models: largeModels.slice(4, 5), context: { wanted: 8_192, least: 8_192 } })],
  });
  expect(refused[0]!.instead).toMatch(/a context of \d+ tokens fits on n1/);
});

test("a processor that the build does not run on is passed over", () => {
  const old = node("n1", 32, { cpuFeatures: ["avx"] });
  const { refused } = placeExperts({ nodes: [old], experts: [chat()], neededFeatures: ["avx2"] });
  expect(refused[0]!.reason).toContain("n1 has a processor without AVX2");
  expect(placed({ nodes: [old, node("n2", 8)], experts: [chat()], neededFeatures: ["avx2"] }).head).toBe("n2");
});

test("a machine of two slow cores with 8 GB works as a worker", () => {
  const old = node("n2", 6, { cores: 2, cpuFeatures: ["avx"] });
  const expert = placed({ nodes: [node("n1", 6), old], experts: [chat({ models: largeModels.slice(1, 2) })] });
  expect([expert.head, ...expert.workers].sort()).toEqual(["n1", "n2"]);
  expect(expert.batch).toBe(32);
});

test("several experts share the machines, and what others take is left to them", () => {
  const embed = chat({ name: "embed", kind: "embedding", models: [tinyModel], context: { wanted: 512, least: 512 } });
  const occupied = [{ node: "n1", device: "memory" as const, bytes: gibibytes(10) }];
  const { experts, nodes } = placeExperts({
    nodes: [node("n1", 16), node("n2", 16)],
    experts: [chat(), embed],
    occupied,
  });
  expect(experts.map(({ expert, head }) => [expert, head])).toEqual([
    ["chat", "n2"],
    ["embed", "n1"],
  ]);
  expect(nodes[0]!.memoryTakenBytes).toBeGreaterThan(gibibytes(10));
});

test("one that would take all gives way, so that both have a place", () => {
  const nodes = [node("n1", 12)];
  const { experts, refused } = placeExperts({ nodes, experts: [chat(), chat({ name: "coding" })] });
  expect(refused).toEqual([]);
  expect(experts.map(({ quantization }) => quantization)).toEqual(["Q4_K_M", "Q4_K_M"]);
});

test("a little more or less memory moves nothing", () => {
  const fleet = (one: number, two: number): ReturnType<typeof node>[] => [node("n1", one), node("n2", two)];
  const experts = [chat({ models: largeModels.slice(3, 5) })];
  const before = placeExperts({ nodes: fleet(8, 8.1), experts });
  const shape = ({ head, model, context }: PlacedExpert): unknown => [head, model, context];
  for (const [one, two] of [
    [8.2, 8],
    [7.8, 8.3],
    [9, 8],
  ] as const) {
    const after = placeExperts({ nodes: fleet(one, two), experts, present: before.experts });
    expect(after.experts.map(shape)).toEqual(before.experts.map(shape));
  }
});

test("when its machine is lost an expert moves, smaller if it must", () => {
  const experts = [chat()];
  const before = placeExperts({ nodes: [node("n1", 8), node("n2", 5)], experts }).experts;
  const after = placed({ nodes: [node("n2", 5)], experts, present: before });
  expect([before[0]!.head, before[0]!.quantization]).toEqual(["n1", "Q4_K_M"]);
  expect([after.head, after.quantization]).toEqual(["n2", "Q2_K"]);
});

test("something of every machine is left over", () => {
  expect(memoryMargin(gibibytes(1))).toBe(mebibytesOf(256));
  expect(memoryMargin(gibibytes(100))).toBe(gibibytes(10));
  expect(gpuMargin(gibibytes(8))).toBe(mebibytesOf(512));
});
