import type { RecordFilter } from "../store/store.ts";
import { LabelTable } from "./label-table.ts";
import type { Quantised } from "./quantise.ts";
import { ScanKernel } from "./scan-kernel.ts";
import { Sketches } from "./sketches.ts";
import { TopList } from "./top-list.ts";

/** From so many rows on, sketches say which share of them is looked at. */
const sketchedRows = 150_000;
const keptShare = 0.15;

/** What filters look at. */
export interface RowFacts {
  /** See labelText. */
  readonly label: string;
  readonly active: boolean;
  readonly atMs: number;
  readonly expiresAtMs?: number | undefined;
}

/** One record as the index sees it. */
export interface VectorRow extends Quantised, RowFacts {
  readonly sequence: number;
}

export interface SpaceQuery {
  /** Of length 1. */
  readonly vector: Float32Array;
  readonly filter: RecordFilter;
  readonly nowMs: number;
  readonly limit: number;
}

export interface Candidate {
  readonly sequence: number;
  /** Cosine similarity, to within a percent. */
  readonly similarity: number;
}

/**
 * The vectors of one tenant and kind, all of the same length, in memory. A search looks at every row that the filter selects, so
 * filters are exact and only the quantisation is not; the caller ranks the candidates again by the full vectors.
 */
export class VectorSpace {
  readonly dimensions: number;
  readonly #kernel: ScanKernel;
  readonly #rows = new Map<number, number>();
  readonly #labels = new LabelTable();
  #sketches: Sketches | undefined;
  #sequences = new Float64Array(64);
  #scales = new Float32Array(64);
  #numbers = new Uint32Array(64);
  #active = new Uint8Array(64);
  #times = new Float64Array(64);
  #expiries = new Float64Array(64);

  constructor(dimensions: number) {
    this.dimensions = dimensions;
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
    else this.#labels.release(this.#numbers[row] ?? 0);
    this.#rows.set(sequence, row);
    this.#kernel.memory.row(row).set(bytes);
    this.#sketches?.set(row, bytes, scale);
    this.#sequences[row] = sequence;
    this.#scales[row] = scale;
    this.#note(row, facts);
  }

  /** Gives a row new facts; does nothing where there is no such row. */
  describe(sequence: number, facts: RowFacts): void {
    const row = this.#rows.get(sequence);
    if (row === undefined) return;
    this.#labels.release(this.#numbers[row] ?? 0);
    this.#note(row, facts);
  }

  /** Does nothing where there is no such row. The last row takes its place, so rows stay dense. */
  delete(sequence: number): void {
    const row = this.#rows.get(sequence);
    if (row === undefined) return;
    const last = this.#rows.size - 1;
    this.#labels.release(this.#numbers[row] ?? 0);
    this.#rows.delete(sequence);
    if (row === last) return;
    this.#kernel.memory.move(last, row);
    this.#sketches?.move(last, row);
    for (const column of [this.#sequences, this.#scales, this.#numbers, this.#active, this.#times, this.#expiries]) {
      column[row] = column[last] ?? 0;
    }
    this.#rows.set(this.#sequences[row] ?? 0, row);
  }

  /** The most similar rows of those that the filter selects, best first. */
  search({ vector, filter, nowMs, limit }: SpaceQuery): Candidate[] {
    const factor = this.#kernel.setQuery(vector);
    const best = new TopList(limit);
    const scales = this.#scales;
    const selected = this.#near(vector, this.#select(filter, nowMs));
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

  /** Of very many rows those that their sketches say are near; else the same rows. */
  #near(vector: Float32Array, selected: Uint32Array | undefined): Uint32Array | undefined {
    const rows = selected?.length ?? this.#rows.size;
    if (this.#sketches === undefined || rows < sketchedRows) return selected;
    return this.#sketches.nearest(vector, this.#rows.size, { keep: rows * keptShare, candidates: selected });
  }

  /** Makes the sketches of the rows that are there, around the middle of these rows. */
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

  /** The numbers of the rows that the filter selects, or undefined where that is all of them. */
  #select(filter: RecordFilter, nowMs: number): Uint32Array | undefined {
    const { fromMs = -Infinity, beforeMs = Infinity, inactive = false } = filter;
    const labels = this.#labels.selected(filter);
    const size = this.#rows.size;
    const [active, numbers, times, expiries] = [this.#active, this.#numbers, this.#times, this.#expiries];
    const selected = new Uint32Array(size);
    let count = 0;
    for (let row = 0; row < size; row += 1) {
      const at = times[row] ?? 0;
      if (
        (inactive || active[row] === 1) &&
        (labels === undefined || labels[numbers[row] ?? 0] === 1) &&
        at >= fromMs &&
        at < beforeMs &&
        (expiries[row] ?? 0) > nowMs
      ) {
        selected[count] = row;
        count += 1;
      }
    }
    return count === size ? undefined : selected.subarray(0, count);
  }

  #note(row: number, { label, active, atMs, expiresAtMs }: RowFacts): void {
    this.#numbers[row] = this.#labels.take(label);
    this.#active[row] = Number(active);
    this.#times[row] = atMs;
    this.#expiries[row] = expiresAtMs ?? Infinity;
  }

  #reserve(rows: number): void {
    this.#kernel.memory.reserve(rows);
    if (rows === sketchedRows) this.#sketch();
    if (rows <= this.#sequences.length) return;
    const length = Math.ceil(rows * 1.5);
    this.#sequences = grown(this.#sequences, new Float64Array(length));
    this.#scales = grown(this.#scales, new Float32Array(length));
    this.#numbers = grown(this.#numbers, new Uint32Array(length));
    this.#active = grown(this.#active, new Uint8Array(length));
    this.#times = grown(this.#times, new Float64Array(length));
    this.#expiries = grown(this.#expiries, new Float64Array(length));
  }
}

function grown<T extends { set(array: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
