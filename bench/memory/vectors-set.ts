import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../lib/paths.ts";
import { runTimed } from "../measure/run-timed.ts";

/** What every engine gets: files of raw 32-bit floats, little-endian, one vector after the other, and the exact answers. */
export interface VectorsSet {
  readonly folder: string;
  readonly count: number;
  readonly queries: number;
  readonly dimensions: number;
}

export const dimensions = 384;
const queryCount = 200;

/** What a search may be narrowed to; the number is how many values there are, so 1 in as many records is left. */
export const filters = { none: 1, tenth: 10, fiftieth: 50, thousandth: 1_000 } as const;
export type FilterName = keyof typeof filters;
export const filterNames = Object.keys(filters) as readonly FilterName[];

/** Makes the set in the cache, where it is not there yet, in a process of its own; the same numbers on every machine. */
export async function prepareVectors(count: number, signal: AbortSignal): Promise<VectorsSet> {
  const folder = join(cacheFolder, "bench", "memory", `clustered-${dimensions}d-${count}-v2`);
  const set = { folder, count, queries: queryCount, dimensions };
  if (!existsSync(join(folder, "truth.json"))) {
    await runTimed([process.execPath, join(import.meta.dirname, "make-vectors.ts"), JSON.stringify(set)], { signal });
  }
  return set;
}

/** Numbers of the ten nearest records by each filter, for the first queries: of very many records not for all. */
export type Truth = Readonly<Record<FilterName, readonly (readonly number[])[]>>;

export const readTruth = ({ folder }: VectorsSet): Truth =>
  JSON.parse(readFileSync(join(folder, "truth.json"), "utf8")) as Truth;

export const readFloats = ({ folder }: VectorsSet, name: "vectors" | "queries"): Float32Array =>
  new Float32Array(readFileSync(join(folder, `${name}.f32`)).buffer);
