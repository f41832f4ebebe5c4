import { blockRows, resultsAt, rowsAt, ScanMemory } from "./scan-memory.ts";

/** Keeps the sum over the longest row within 32 bits. */
const largestSum = 2 ** 30;

/** Rows of signed bytes and their dot products with a query. */
export class ScanKernel {
  readonly memory: ScanMemory;

  constructor(dimensions: number) {
    const stride = Math.ceil(dimensions / 32) * 32;
    // The memory below the results holds the query (16 bits per dimension) and the sketches' tables (32 bits per dimension).
    if (stride * 4 > resultsAt) throw new RangeError(`${dimensions} dimensions are too many`);
    this.memory = new ScanMemory(stride);
  }

  /** Sets the query and returns the factor for results. */
  setQuery(query: Float32Array): number {
    const { stride, buffer } = this.memory;
    // |row| ≤ 127 √stride, so by the Cauchy–Schwarz inequality a query of this length keeps every sum in 32 bits.
    const length = Math.min(32_000, largestSum / (127 * Math.sqrt(stride)));
    const values = new Int16Array(buffer, 0, stride).fill(0);
    for (let index = 0; index < query.length; index += 1) values[index] = Math.round((query[index] ?? 0) * length);
    return 1 / length;
  }

  /** Calls `visit` with each block's first row and its results, which the next block overwrites. */
  scan(rows: number, visit: (first: number, results: Int32Array, count: number) => void): void {
    const { code, stride, buffer } = this.memory;
    const results = new Int32Array(buffer, resultsAt, blockRows);
    for (let first = 0; first < rows; first += blockRows) {
      const count = Math.min(blockRows, rows - first);
      code.scan(this.memory.at(first), count, stride, resultsAt);
      visit(first, results, count);
    }
  }

  /** The same for the rows in `numbers`; `first` is an index into it. */
  gather(numbers: Uint32Array, visit: (first: number, results: Int32Array, count: number) => void): void {
    const { code, stride, buffer } = this.memory;
    const results = new Int32Array(buffer, resultsAt, blockRows);
    const into = new Uint32Array(buffer, resultsAt, blockRows);
    for (let first = 0; first < numbers.length; first += blockRows) {
      const count = Math.min(blockRows, numbers.length - first);
      into.set(numbers.subarray(first, first + count));
      code.gather(rowsAt, count, stride, resultsAt);
      visit(first, results, count);
    }
  }
}
