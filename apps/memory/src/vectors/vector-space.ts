import type { RecordFilter } from "../store/store.ts";
import { FactColumns, type RowFacts, type Selection } from "./fact-columns.ts";
import { withCapacity } from "./with-capacity.ts";
import type { Quantised } from "./quantise.ts";
import { ScanKernel } from "./scan-kernel.ts";
import { Sketches } from "./sketches.ts";
import { TopList } from "./top-list.ts";

/** Sketches are used if the filter selects at least this share: they are evaluated for all rows at once. */
const sketchedShare = 1 / 8;
/** Minimum share of the selected rows to examine. */
const keptShare = 1 / 20;
const usual: Sketching = { fromRows: 65_536, keptRows: 16_384 };

/** The number of selected rows from which sketches are used, and the minimum number of rows to examine. */
export interface Sketching {
  readonly fromRows: number;
  readonly keptRows: number;
}

/** One record in the index. */
export interface VectorRow extends Quantised, RowFacts {
  readonly sequence: number;
}

export interface SpaceQuery {
  /** A unit vector. */
  readonly vector: Float32Array;
  readonly filter: RecordFilter;
  readonly nowMs: number;
  readonly limit: number;
}

export interface Candidate {
  readonly sequence: number;
  /** Cosine similarity, accurate to about one percent. */
  readonly similarity: number;
}

/**
 * The vectors of one tenant and kind, all of the same length, in memory. A search examines every row that the filter selects, so only
 * the quantisation is approximate; the caller re-ranks the candidates by the full vectors.
 */
export class VectorSpace {
  readonly dimensions: number;
  readonly #kernel: ScanKernel;
  readonly #rows = new Map<number, number>();
  readonly #facts = new FactColumns();
  readonly #sketching: Sketching;
  #sketches: Sketches | undefined;
  #sequences = new Float64Array(64);
  #scales = new Float32Array(64);

  constructor(dimensions: number, sketching = usual) {
    this.dimensions = dimensions;
    this.#sketching = sketching;
    this.#kernel = new ScanKernel(dimensions);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Adds a row, or replaces the one with its sequence. */
  set({ sequence, bytes, scale, ...facts }: VectorRow): void {
    const known = this.#rows.get(sequence);
    const row = known ?? this.#rows.size;
    if (known === undefined) this.#reserve(row + 1);
    else this.#facts.take(row);
    this.#rows.set(sequence, row);
    this.#kernel.memory.row(row).set(bytes);
    this.#sketches?.set(row, bytes, scale);
    this.#sequences[row] = sequence;
    this.#scales[row] = scale;
    this.#facts.set(row, facts);
  }

  /** Updates a row's facts; does nothing if there is no such row. */
  describe(sequence: number, facts: RowFacts): void {
    const row = this.#rows.get(sequence);
    if (row === undefined) return;
    this.#facts.take(row);
    this.#facts.set(row, facts);
  }

  /** Moves the last row into the gap, so rows stay dense. Does nothing if there is no such row. */
  delete(sequence: number): void {
    const row = this.#rows.get(sequence);
    if (row === undefined) return;
    const last = this.#rows.size - 1;
    this.#facts.take(row);
    this.#rows.delete(sequence);
    if (row === last) return;
    this.#kernel.memory.move(last, row);
    this.#sketches?.move(last, row);
    this.#facts.move(last, row);
    this.#sequences[row] = this.#sequences[last] ?? 0;
    this.#scales[row] = this.#scales[last] ?? 0;
    this.#rows.set(this.#sequences[row] ?? 0, row);
  }

  /** The most similar rows among those that the filter selects, best first. */
  search({ vector, filter, nowMs, limit }: SpaceQuery): Candidate[] {
    const factor = this.#kernel.setQuery(vector);
    const best = new TopList(limit);
    const scales = this.#scales;
    const selected = this.#near(vector, this.#facts.select(this.#rows.size, filter, nowMs));
    if (selected === undefined) {
      this.#kernel.scan(this.#rows.size, (first, results, count) => {
        for (let index = 0; index < count; index += 1) {
          const score = (results[index] ?? 0) * (scales[first + index] ?? 0);
          if (score > best.threshold) best.add(first + index, score);
        }
      });
    } else {
      this.#kernel.gather(selected, (first, results, count) => {
        for (let index = 0; index < count; index += 1) {
          const row = selected[first + index] ?? 0;
          const score = (results[index] ?? 0) * (scales[row] ?? 0);
          if (score > best.threshold) best.add(row, score);
        }
      });
    }
    return best
      .entries()
      .map(({ row, score }) => ({ sequence: this.#sequences[row] ?? 0, similarity: score * factor }));
  }

  /** The rows to examine, or undefined for all: the selected ones, narrowed down by sketches if there are very many. */
  #near(vector: Float32Array, selection: Selection | undefined): Uint32Array | undefined {
    const rows = this.#rows.size;
    const count = selection?.count ?? rows;
    const { fromRows, keptRows } = this.#sketching;
    if (this.#sketches !== undefined && count >= Math.max(fromRows, rows * sketchedShare)) {
      const keep = Math.max(keptRows, count * keptShare);
      return this.#sketches.nearest(vector, { rows, keep, mask: selection?.mask });
    }
    return selection && rowsOf(selection);
  }

  /** Computes the sketches of all rows, relative to their mean. */
  #sketch(): void {
    const rows = this.#rows.size;
    const middle = new Float32Array(this.dimensions);
    for (let row = 0; row < rows; row += 1) {
      const [values, share] = [this.#kernel.memory.row(row), (this.#scales[row] ?? 0) / rows];
      for (let index = 0; index < middle.length; index += 1)
        middle[index] = (middle[index] ?? 0) + (values[index] ?? 0) * share;
    }
    const sketches = new Sketches(middle);
    for (let row = 0; row < rows; row += 1) sketches.set(row, this.#kernel.memory.row(row), this.#scales[row] ?? 0);
    this.#sketches = sketches;
  }

  #reserve(rows: number): void {
    this.#kernel.memory.reserve(rows);
    this.#facts.reserve(rows);
    this.#sequences = withCapacity(this.#sequences, rows);
    this.#scales = withCapacity(this.#scales, rows);
    if (rows === this.#sketching.fromRows) this.#sketch();
  }
}

function rowsOf({ mask, count }: Selection): Uint32Array {
  const rows = new Uint32Array(count);
  let next = 0;
  for (let row = 0; next < count; row += 1) {
    if (mask[row] === 0) continue;
    rows[next] = row;
    next += 1;
  }
  return rows;
}
