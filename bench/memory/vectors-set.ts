import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../lib/paths.ts";

/** What every engine gets: files of raw 32-bit floats, little-endian, one vector after the other, and the exact answers. */
export interface VectorsSet {
  readonly folder: string;
  readonly count: number;
  readonly queries: number;
  readonly dimensions: number;
}

export const dimensions = 384;
const queryCount = 200;
const clusters = 1_000;
/** Length of the noise beside its centre's 1: points of a cluster are about as alike as texts on one topic. */
const spread = 0.9;
const hits = 10;

/** What a search may be narrowed to; the number is how many values there are, so 1 in as many records is left. */
export const filters = { none: 1, tenth: 10, fiftieth: 50, thousandth: 1_000 } as const;
export type FilterName = keyof typeof filters;
export const filterNames = Object.keys(filters) as readonly FilterName[];

/** Whether a record is in the filter of a query: both have the same remainder. */
export const isIn = (name: FilterName, record: number, query: number): boolean =>
  record % filters[name] === query % filters[name];

/** Makes the set in the cache, where it is not there yet; the same numbers on every machine. */
export function prepareVectors(count: number): VectorsSet {
  const folder = join(cacheFolder, "bench", "memory", `clustered-${dimensions}d-${count}-v1`);
  const set = { folder, count, queries: queryCount, dimensions };
  if (existsSync(join(folder, "truth.json"))) return set;
  mkdirSync(folder, { recursive: true });
  const random = mulberry32(20_261_121);
  const centres = Array.from({ length: clusters }, () => unit(gaussians(random, 1)));
  const points = (length: number): Float32Array => {
    const all = new Float32Array(length * dimensions);
    for (let index = 0; index < length; index += 1) {
      const centre = centres[Math.floor(random() * clusters)] ?? new Float32Array(dimensions);
      const noise = gaussians(random, spread / Math.sqrt(dimensions));
      all.set(unit(noise.map((value, place) => value + (centre[place] ?? 0))), index * dimensions);
    }
    return all;
  };
  const [vectors, queries] = [points(count), points(queryCount)];
  writeFileSync(join(folder, "vectors.f32"), vectors);
  writeFileSync(join(folder, "queries.f32"), queries);
  const truth = filterNames.map((name) => [name, exactAnswers(vectors, queries, name)] as const);
  const partial = join(folder, "truth.json.partial");
  writeFileSync(partial, JSON.stringify(Object.fromEntries(truth)));
  renameSync(partial, join(folder, "truth.json"));
  return set;
}

/** Numbers of the ten nearest records for each query, by each filter. */
export type Truth = Readonly<Record<FilterName, readonly (readonly number[])[]>>;

export const readTruth = ({ folder }: VectorsSet): Truth =>
  JSON.parse(readFileSync(join(folder, "truth.json"), "utf8")) as Truth;

export const readFloats = ({ folder }: VectorsSet, name: "vectors" | "queries"): Float32Array =>
  new Float32Array(readFileSync(join(folder, `${name}.f32`)).buffer);

function exactAnswers(vectors: Float32Array, queries: Float32Array, name: FilterName): readonly (readonly number[])[] {
  const step = filters[name];
  return Array.from({ length: queries.length / dimensions }, (_, query) => {
    const from = query * dimensions;
    const best: { readonly record: number; readonly score: number }[] = [];
    for (let record = query % step; record * dimensions < vectors.length; record += step) {
      let score = 0;
      const start = record * dimensions;
      for (let place = 0; place < dimensions; place += 1)
        score += (vectors[start + place] ?? 0) * (queries[from + place] ?? 0);
      if (best.length === hits && score <= (best.at(-1)?.score ?? 0)) continue;
      best.push({ record, score });
      best.sort((a, b) => b.score - a.score);
      if (best.length > hits) best.pop();
    }
    return best.map(({ record }) => record);
  });
}

/** Numbers from 0 to 1, the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function gaussians(random: () => number, scale: number): Float32Array {
  return Float32Array.from(
    { length: dimensions },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) * scale,
  );
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
