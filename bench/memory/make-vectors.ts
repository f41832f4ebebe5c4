import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { dimensions, filterNames, filters, type FilterName, type VectorsSet } from "./vectors-set.ts";

/* usage: node make-vectors.ts SET-AS-JSON; writes vectors.f32, queries.f32 and, last, truth.json into the set's folder. */

const clusters = 1_000;
/** Length of the noise beside its centre's 1: points of a cluster are about as alike as texts on one topic. */
const spread = 0.9;
const hits = 10;
/** So many comparisons are made for the exact answers without a filter; of a million records that is 50 queries. */
const maxComparisons = 50_000_000;

const { folder, count, queries } = JSON.parse(process.argv[2] ?? "") as VectorsSet;
const random = mulberry32(20_261_121);
const centres = Array.from({ length: clusters }, () => {
  const centre = new Float32Array(dimensions);
  addGaussians(centre, 1);
  normalise(centre);
  return centre;
});
const [vectors, asked] = [points(count), points(queries)];
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "vectors.f32"), vectors);
writeFileSync(join(folder, "queries.f32"), asked);
const answered = Math.max(1, Math.min(queries, Math.floor(maxComparisons / count)));
const truth = filterNames.map((name) => [
  name,
  Array.from({ length: answered }, (_, query) => exactAnswer(query, name)),
]);
replaceFile(join(folder, "truth.json"), JSON.stringify(Object.fromEntries(truth)));

function points(length: number): Float32Array {
  const all = new Float32Array(length * dimensions);
  for (let index = 0; index < length; index += 1) {
    const point = all.subarray(index * dimensions, (index + 1) * dimensions);
    point.set(centres[Math.floor(random() * clusters)] ?? []);
    addGaussians(point, spread / Math.sqrt(dimensions));
    normalise(point);
  }
  return all;
}

function exactAnswer(query: number, name: FilterName): readonly number[] {
  const vector = asked.subarray(query * dimensions, (query + 1) * dimensions);
  const best: { readonly record: number; readonly score: number }[] = [];
  for (let record = query % filters[name]; record < count; record += filters[name]) {
    const score = product(vector, record * dimensions);
    if (best.length === hits && score <= (best.at(-1)?.score ?? 0)) continue;
    best.push({ record, score });
    best.sort((a, b) => b.score - a.score);
    if (best.length > hits) best.pop();
  }
  return best.map(({ record }) => record);
}

/** Four sums at once, for one waits for its last addition: four times as quick. */
function product(query: Float32Array, start: number): number {
  let [one, two, three, four] = [0, 0, 0, 0];
  for (let place = 0; place < dimensions; place += 4) {
    const from = start + place;
    one += (vectors[from] ?? 0) * (query[place] ?? 0);
    two += (vectors[from + 1] ?? 0) * (query[place + 1] ?? 0);
    three += (vectors[from + 2] ?? 0) * (query[place + 2] ?? 0);
    four += (vectors[from + 3] ?? 0) * (query[place + 3] ?? 0);
  }
  return one + two + three + four;
}

/** Two at a time, as Box and Muller have it. */
function addGaussians(to: Float32Array, scale: number): void {
  for (let place = 0; place < to.length; place += 2) {
    const length = Math.sqrt(-2 * Math.log(1 - random())) * scale;
    const angle = 2 * Math.PI * random();
    to[place] = (to[place] ?? 0) + length * Math.cos(angle);
    to[place + 1] = (to[place + 1] ?? 0) + length * Math.sin(angle);
  }
}

function normalise(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  for (let place = 0; place < vector.length; place += 1) vector[place] = (vector[place] ?? 0) / Math.sqrt(sum);
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
