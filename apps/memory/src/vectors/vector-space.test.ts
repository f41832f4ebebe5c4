import { expect, test } from "vitest";
import { labelText } from "./label-table.ts";
import { dot, normalise } from "./normalise.ts";
import { quantise } from "./quantise.ts";
import { Sketches } from "./sketches.ts";
import { VectorSpace, type Sketching } from "./vector-space.ts";

const dimensions = 40;

/** Deterministic random numbers. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

const unit = (next: () => number): Float32Array =>
  normalise(Float32Array.from({ length: dimensions }, next)) ?? new Float32Array();

function filled(count: number, sketching?: Sketching) {
  const next = numbers(7);
  const space = new VectorSpace(dimensions, sketching);
  const vectors = Array.from({ length: count }, () => unit(next));
  for (const [sequence, vector] of vectors.entries()) {
    const label = labelText({ user: sequence % 3 === 0 ? "ada" : "bob", tags: [] });
    space.set({ sequence, ...quantise(vector), label, active: true, atMs: sequence });
  }
  return { space, vectors, query: unit(next) };
}

const best = (vectors: readonly Float32Array[], query: Float32Array, selected: (index: number) => boolean) =>
  vectors
    .map((vector, sequence) => ({ sequence, similarity: dot(vector, query) }))
    .filter(({ sequence }) => selected(sequence))
    .sort((left, right) => right.similarity - left.similarity)
    .slice(0, 10);

test.each([
  ["all", {}, () => true],
  ["a user's", { user: "ada" }, (index: number) => index % 3 === 0],
  ["a time's", { fromMs: 100, beforeMs: 9_000 }, (index: number) => index >= 100 && index < 9_000],
])("the best of %s are those of an exact search, across blocks of rows", (_, filter, selected) => {
  const { space, vectors, query } = filled(10_000);
  const found = space.search({ vector: query, filter, nowMs: 0, limit: 48 });
  const expected = best(vectors, query, selected);
  const ids = new Set(found.map(({ sequence }) => sequence));
  expect(expected.filter(({ sequence }) => !ids.has(sequence))).toEqual([]);
  expect(found[0]?.similarity).toBeCloseTo(expected[0]?.similarity ?? 0, 2);
});

test("removed rows are not found, and the others are unchanged", () => {
  const { space, vectors, query } = filled(300);
  for (let sequence = 0; sequence < 300; sequence += 2) space.delete(sequence);
  space.delete(12_345);
  expect(space.size).toBe(150);
  const found = space.search({ vector: query, filter: {}, nowMs: 0, limit: 10 });
  const odd = best(vectors, query, (index) => index % 2 === 1);
  expect(found[0]?.sequence).toBe(odd[0]?.sequence);
  expect(found.filter(({ sequence }) => sequence % 2 === 0)).toEqual([]);
});

test("an inactive or expired row is found only on request", () => {
  const { space, vectors } = filled(3);
  const label = labelText({ tags: [] });
  space.describe(0, { label, active: false, atMs: 0 });
  space.describe(1, { label, active: true, atMs: 0, expiresAtMs: 50 });
  const find = (filter: object, nowMs: number) =>
    space.search({ vector: vectors[0] ?? new Float32Array(), filter, nowMs, limit: 9 }).map(({ sequence }) => sequence);
  expect(find({}, 49).sort()).toEqual([1, 2]);
  expect(find({}, 50)).toEqual([2]);
  expect(find({ inactive: true }, 50).sort()).toEqual([0, 2]);
});

test("sketches keep the nearest rows, of all or of a selection", () => {
  const { vectors, query } = filled(4_000);
  const sketches = new Sketches(new Float32Array(dimensions));
  for (const [row, vector] of vectors.entries()) {
    const { bytes, scale } = quantise(vector);
    sketches.set(row, bytes, scale);
  }
  const near = new Set(sketches.nearest(query, { rows: 4_000, keep: 400 }));
  expect(near.size).toBeGreaterThanOrEqual(400);
  expect(near.size).toBeLessThan(500);
  expect(best(vectors, query, () => true).filter(({ sequence }) => !near.has(sequence))).toEqual([]);
  const mask = Uint8Array.from({ length: 4_000 }, (_, row) => Number(row < 500 && row % 5 === 0));
  const some = sketches.nearest(query, { rows: 4_000, keep: 10, mask });
  expect([...some].every((row) => row % 5 === 0 && row < 500)).toBe(true);
  expect(some.length).toBeGreaterThanOrEqual(10);
});

test("identical vectors are equally near", () => {
  const same = unit(numbers(3));
  const sketches = new Sketches(same);
  const { bytes, scale } = quantise(same);
  for (let row = 0; row < 100; row += 1) sketches.set(row, bytes, scale);
  expect(sketches.nearest(same, { rows: 100, keep: 10 })).toEqual(Uint32Array.from({ length: 100 }, (_, row) => row));
});

test("with sketches the best are found, even after rows were removed", () => {
  const { space, vectors, query } = filled(3_000, { fromRows: 2_000, keptRows: 400 });
  for (let sequence = 0; sequence < 300; sequence += 1) space.delete(sequence);
  const find = (filter: object) =>
    new Set(space.search({ vector: query, filter, nowMs: 0, limit: 48 }).map(({ sequence }) => sequence));
  const [all, later] = [find({}), find({ fromMs: 700 })];
  expect(best(vectors, query, (index) => index >= 300).filter(({ sequence }) => !all.has(sequence))).toEqual([]);
  expect(best(vectors, query, (index) => index >= 700).filter(({ sequence }) => !later.has(sequence))).toEqual([]);
});
