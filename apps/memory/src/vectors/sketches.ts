import { dot } from "./normalise.ts";
import { resultsAt, rowsAt, ScanMemory } from "./scan-memory.ts";

/** Rows per block: one SIMD instruction looks up this many. */
const lanes = 16;
/** Blocks per call. */
const callBlocks = (rowsAt - resultsAt) / (lanes * 2);
/** Maximum of a table entry (four dimensions), with the 1 that each row starts from; scan.wat adds up eight of these in a byte. */
const maxPerTable = 31;

export interface Nearness {
  readonly rows: number;
  /** Minimum number of rows; ties with the last one are included. */
  readonly keep: number;
  /** Only rows with a 1; all if absent. */
  readonly mask?: Uint8Array | undefined;
}

/**
 * Binary sketches: one bit per dimension says whether the vector is above the mean there. They need an eighth of the bytes, and adding
 * or subtracting the query's components by these bits shows well enough which rows can be skipped. How many rows to keep was measured,
 * see docs/decisions/0010-memory-storage.md.
 */
export class Sketches {
  readonly #memory: ScanMemory;
  readonly #middle: Float32Array;
  readonly #rowBytes: number;
  #estimates = new Uint16Array(0);

  constructor(middle: Float32Array) {
    this.#middle = middle;
    this.#rowBytes = Math.ceil(middle.length / 32) * 4;
    this.#memory = new ScanMemory(this.#rowBytes * lanes);
  }

  /** `values` times `scale` is the vector. */
  set(row: number, values: Int8Array, scale: number): void {
    const [block, lane] = [Math.floor(row / lanes), row % lanes];
    this.#memory.reserve(block + 1);
    const into = this.#memory.row(block);
    const middle = this.#middle;
    for (let byte = 0; byte < this.#rowBytes; byte += 1) {
      let bits = 0;
      for (let bit = 0; bit < 8; bit += 1) {
        const index = byte * 8 + bit;
        bits |= Number((values[index] ?? 0) * scale > (middle[index] ?? 0)) << bit;
      }
      into[byte * lanes + lane] = bits;
    }
  }

  move(from: number, to: number): void {
    const [source, target] = [this.#memory.row(Math.floor(from / lanes)), this.#memory.row(Math.floor(to / lanes))];
    for (let byte = 0; byte < this.#rowBytes * lanes; byte += lanes)
      target[byte + (to % lanes)] = source[byte + (from % lanes)] ?? 0;
  }

  /** The rows that are probably nearest to the query. */
  nearest(query: Float32Array, { rows, keep, mask }: Nearness): Uint32Array {
    const estimates = this.#estimate(query, rows);
    // Each row has at least 1, so 0 marks rows to skip.
    if (mask !== undefined) {
      for (let row = 0; row < rows; row += 1) estimates[row] = (estimates[row] ?? 0) * (mask[row] ?? 0);
    }
    const counts = new Uint32Array(this.#rowBytes * 2 * maxPerTable + 1);
    for (let row = 0; row < rows; row += 1) {
      const estimate = estimates[row] ?? 0;
      counts[estimate] = (counts[estimate] ?? 0) + 1;
    }
    let least = counts.length;
    let kept = 0;
    while (kept < keep && least > 1) {
      least -= 1;
      kept += counts[least] ?? 0;
    }
    const nearest = new Uint32Array(kept);
    let next = 0;
    for (let row = 0; row < rows; row += 1) {
      if ((estimates[row] ?? 0) < least) continue;
      nearest[next] = row;
      next += 1;
    }
    return nearest;
  }

  #estimate(query: Float32Array, rows: number): Uint16Array {
    const { code, stride, buffer } = this.#memory;
    if (this.#estimates.length < rows) this.#estimates = new Uint16Array(Math.ceil((rows * 1.5) / lanes) * lanes);
    this.#setTables(query);
    const results = new Uint16Array(buffer, resultsAt, callBlocks * lanes);
    const blocks = Math.ceil(rows / lanes);
    for (let first = 0; first < blocks; first += callBlocks) {
      const count = Math.min(callBlocks, blocks - first);
      code.estimate(this.#memory.at(first), count, stride, resultsAt);
      this.#estimates.set(results.subarray(0, count * lanes), first * lanes);
    }
    return this.#estimates;
  }

  /**
   * For each group of four dimensions and each value of their bits: the sum of the query's components with signs from the bits. Unit
   * vectors vary less in the direction of their mean m, by 1 - |m|², so the query's part in that direction is weighted by its square.
   */
  #setTables(query: Float32Array): void {
    const middle = this.#middle;
    const share = dot(query, middle) * (2 - dot(middle, middle));
    const tables = new Uint8Array(this.#memory.buffer, 0, this.#rowBytes * 2 * lanes);
    const sums = new Float32Array(tables.length);
    for (let place = 0; place < sums.length; place += 1) {
      const first = Math.floor(place / lanes) * 4;
      for (let bit = 0; bit < 4; bit += 1) {
        const number = (query[first + bit] ?? 0) - share * (middle[first + bit] ?? 0);
        sums[place] = (sums[place] ?? 0) + Math.max(0, (place >> bit) & 1 ? number : -number);
      }
    }
    const most = sums.reduce((left, right) => Math.max(left, right));
    const factor = most > 0 ? (maxPerTable - 1) / most : 0;
    for (let place = 0; place < sums.length; place += 1)
      tables[place] = Math.round((sums[place] ?? 0) * factor) + Number(place < lanes);
  }
}
