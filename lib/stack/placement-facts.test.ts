import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { placeExperts } from "../placement/place-experts.ts";
import { chat, gibibytes, node } from "../placement/test-fleet.ts";
import { parseProbe } from "../profile/parse-probe.ts";
import type { NodeProfile } from "../profile/node-profile.ts";
import { factsForInventory, keepPlacement, measuredNode, placementFacts, readPlacement } from "./placement-facts.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-placement-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bare = parseProbe("n1", "", new Date(0));
const profile = (more: Partial<NodeProfile> = {}): NodeProfile => ({
  ...bare,
  cpu: { ...bare.cpu, architecture: "amd64", cores: 4, threads: 8, features: ["avx", "avx2", "avx512f"] },
  memory: { totalBytes: gibibytes(8), availableBytes: gibibytes(6), swapBytes: 0 },
  peers: [
    { node: "n2", lossPercent: 0, roundTripMs: 3, largePackets: true },
    { node: "n3", lossPercent: 100, largePackets: false },
  ],
  ...more,
});

test("a profile says what placement needs of a machine", () => {
  expect(measuredNode(profile())).toEqual({
    name: "n1",
    memoryTotalBytes: gibibytes(8),
    memoryFreeBytes: gibibytes(6),
    gpus: [],
    cores: 4,
    cpuFeatures: ["avx", "avx2", "avx512"],
    links: { n2: { rttMs: 3, mbitPerSecond: 1_000 } },
  });
});

test("a limit of the machine's control group counts as its memory, and of its cores", () => {
  const { cpu, memory } = profile();
  const limited = profile({ cpu: { ...cpu, limitThreads: 2 }, memory: { ...memory, limitBytes: gibibytes(4) } });
  expect(measuredNode(limited)).toMatchObject({
    memoryTotalBytes: gibibytes(4),
    memoryFreeBytes: gibibytes(4),
    cores: 2,
  });
});

test("while experts run, what was free before they started counts", () => {
  const { memory } = profile();
  const running = profile({ memory: { ...memory, availableBytes: gibibytes(1) } });
  expect(measuredNode(running, gibibytes(6)).memoryFreeBytes).toBe(gibibytes(6));
});

test("a placement is kept with the free memory, and read for the next one", () => {
  mkdirSync(join(folder, "profiles"));
  writeFileSync(join(folder, "profiles", "n1.json"), JSON.stringify(profile()));
  const facts = placementFacts(folder, ["n1", "n2"]);
  expect([facts.nodes.map(({ name }) => name), facts.present]).toEqual([["n1"], []]);
  const placement = placeExperts({ nodes: [node("n1", 8)], experts: [chat()] });
  keepPlacement(folder, placement, facts);
  expect(readPlacement(folder)?.freeBytes).toEqual({ n1: gibibytes(6) });
  expect(placementFacts(folder, ["n1"]).present).toEqual(placement.experts);
});

test("nothing is read for an inventory in which all is placed by hand and nothing was measured", () => {
  const file = join(folder, "x.yaml");
  const experts = (text: string): void => writeFileSync(file, `nodes: [{ name: n1 }]\nexperts: [${text}]\n`);
  experts("{ name: chat, head: n1 }");
  expect(factsForInventory(folder, file)).toBeUndefined();
  experts("{ name: chat }");
  expect(factsForInventory(folder, file)).toBeDefined();
  writeFileSync(file, "nodes: {");
  expect(factsForInventory(folder, file)).toBeUndefined();
});
