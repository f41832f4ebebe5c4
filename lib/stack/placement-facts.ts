import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { parse } from "yaml";
import { isPlacedByHearth } from "../config/derive/is-placed-by-hearth.ts";
import type { MeasuredNode, PlacementFacts } from "../config/derive/place-auto.ts";
import type { CpuFeature, LinkFacts } from "../placement/node-facts.ts";
import type { PlacedExpert, Placement } from "../placement/placement.ts";
import type { NodeProfile } from "../profile/node-profile.ts";
import { lastProfile } from "./node-profiles.ts";

/** What was placed last, with the memory that was free before it started: while experts run, less is free. */
interface PlacementRecord {
  readonly version: number;
  readonly experts: readonly PlacedExpert[];
  readonly freeBytes: Readonly<Record<string, number>>;
}

const fileOf = (stackFolder: string): string => join(stackFolder, "placement.json");

/** The pinned build of llama.cpp is compiled for processors with AVX2. */
const neededFeatures: readonly CpuFeature[] = ["avx2"];

/** What is known for placing experts: the profiles that `hearth nodes` kept, and the last placement. */
export function placementFacts(stackFolder: string, nodes: readonly string[]): PlacementFacts {
  const record = readPlacement(stackFolder);
  const profiles = nodes.flatMap((node) => lastProfile(stackFolder, node) ?? []);
  return {
    nodes: profiles.map((profile) => measuredNode(profile, record?.freeBytes[profile.node])),
    present: record?.experts ?? [],
    neededFeatures,
  };
}

/** Facts for an inventory as it is written; none where no expert leaves the choice to Hearth and nothing was measured. */
export function factsForInventory(stackFolder: string, inventoryFile: string): PlacementFacts | undefined {
  try {
    const written = parse(readFileSync(inventoryFile, "utf8")) as {
      nodes?: readonly { name?: unknown }[];
      experts?: readonly { place?: "auto"; head?: string }[];
    } | null;
    const names = (written?.nodes ?? []).flatMap(({ name }) => (typeof name === "string" ? [name] : []));
    const isWanted = (written?.experts ?? []).some(isPlacedByHearth) || existsSync(join(stackFolder, "profiles"));
    return isWanted ? placementFacts(stackFolder, names) : undefined;
  } catch {
    // Whatever is wrong with the file, the check says it better.
    return undefined;
  }
}

export function measuredNode(profile: NodeProfile, freeBefore?: number): MeasuredNode {
  const { cpu, memory } = profile;
  const memoryTotalBytes = Math.min(memory.totalBytes, memory.limitBytes ?? Infinity);
  return {
    name: profile.node,
    memoryTotalBytes,
    memoryFreeBytes: Math.min(memoryTotalBytes, Math.max(memory.availableBytes, freeBefore ?? 0)),
    // The jobs of llama.cpp are given no GPU yet.
    gpus: [],
    cores: Math.max(1, Math.floor(Math.min(cpu.cores, cpu.limitThreads ?? Infinity))),
    ...(cpu.architecture === "amd64" && { cpuFeatures: cpuFeatures(cpu.features) }),
    links: Object.fromEntries(
      profile.peers.flatMap(({ node, roundTripMs }): readonly [string, LinkFacts][] =>
        roundTripMs === undefined ? [] : [[node, { rttMs: roundTripMs, mbitPerSecond: slowestLink(profile) }]],
      ),
    ),
  };
}

const names: Readonly<Record<CpuFeature, string>> = { avx: "avx", avx2: "avx2", avx512: "avx512f", amx: "amx_int8" };

const cpuFeatures = (found: readonly string[]): readonly CpuFeature[] =>
  (Object.keys(names) as CpuFeature[]).filter((feature) => found.includes(names[feature]));

const assumedMbps = 1_000;

const slowestLink = ({ links, defaultRoutes }: NodeProfile): number =>
  Math.min(
    ...links.filter(({ name }) => defaultRoutes.includes(name)).map(({ speedMbps }) => speedMbps ?? assumedMbps),
    assumedMbps,
  );

/** Undefined before the first `up` with an expert that Hearth placed. */
export function readPlacement(stackFolder: string): PlacementRecord | undefined {
  if (!existsSync(fileOf(stackFolder))) return undefined;
  try {
    const record = JSON.parse(readFileSync(fileOf(stackFolder), "utf8")) as PlacementRecord;
    return record.version === 1 ? record : undefined;
  } catch {
    return undefined;
  }
}

/** After a successful `up`. */
export function keepPlacement(stackFolder: string, placement: Placement, facts: PlacementFacts | undefined): void {
  const freeBytes = Object.fromEntries(
    (facts?.nodes ?? []).map(({ name, memoryFreeBytes }) => [name, memoryFreeBytes]),
  );
  const record: PlacementRecord = { version: 1, experts: placement.experts, freeBytes };
  replaceFile(fileOf(stackFolder), `${JSON.stringify(record, null, 2)}\n`);
}
