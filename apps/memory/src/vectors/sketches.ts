import { blockRows, resultsAt, ScanMemory } from "./scan-memory.ts";

/**
 * A bit a dimension: whether the vector is above the middle there. A tenth of the bytes to look at, and near vectors differ in few
 * bits: what is far by them need not be looked at. How much has to be kept was measured, see docs/decisions/memory-storage.md.
 */
export class Sketches {
  readonly #memory: ScanMemory;
  /** In the bytes of quantised rows. */
  readonly #middle: Float32Array;

  constructor(middle: Float32Array) {
    this.#middle = middle;
    this.#memory = new ScanMemory(Math.ceil(middle.length / 128) * 16);
  }

  /** `values` times `scale` is the vector; only signs count, so the middle is brought to the row's scale. */
  set(row: number, values: Int8Array, scale: number): void {
    this.#memory.reserve(row + 1);
    this.#write(this.#memory.row(row), values, scale);
  }

  move(from: number, to: number): void {
    this.#memory.move(from, to);
  }

  /** Of `candidates` (or of the first `rows`), those whose sketches are nearest to the query's, at least `keep` of them. */
  nearest(
    query: Float32Array,
    rows: number,
    { keep, candidates }: { keep: number; candidates?: Uint32Array | undefined },
  ) {
    const distances = this.#distances(query, rows);
    const counts = new Uint32Array(this.#memory.stride * 8 + 1);
    const total = candidates?.length ?? rows;
    const rowAt = (index: number): number => (candidates === undefined ? index : (candidates[index] ?? 0));
    for (let index = 0; index < total; index += 1) {
      const distance = distances[rowAt(index)] ?? 0;
      counts[distance] = (counts[distance] ?? 0) + 1;
    }
    let within = -1;
    let kept = 0;
    while (kept < keep && within < counts.length - 1) {
      within += 1;
      kept += counts[within] ?? 0;
    }
    const nearest = new Uint32Array(kept);
    let next = 0;
    for (let index = 0; index < total; index += 1) {
      const row = rowAt(index);
      if ((distances[row] ?? 0) > within) continue;
      nearest[next] = row;
      next += 1;
    }
    return nearest;
  }

  #distances(query: Float32Array, rows: number): Uint16Array {
    const { code, stride, buffer } = this.#memory;
    this.#write(new Int8Array(buffer, 0, stride), query, 1);
    const results = new Int32Array(buffer, resultsAt, blockRows);
    const distances = new Uint16Array(rows);
    for (let first = 0; first < rows; first += blockRows) {
      const count = Math.min(blockRows, rows - first);
      code.distances(this.#memory.at(first), count, stride, resultsAt);
      distances.set(results.subarray(0, count), first);
    }
    return distances;
  }

  #write(into: Int8Array, values: Int8Array | Float32Array, scale: number): void {
    const middle = this.#middle;
    into.fill(0);
    for (let index = 0; index < middle.length; index += 1) {
      if ((values[index] ?? 0) * scale > (middle[index] ?? 0))
        into[index >> 3] = (into[index >> 3] ?? 0) | (1 << (index & 7));
    }
  }
}
