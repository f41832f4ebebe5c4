import { scanCode } from "./scan-code.ts";

/** WebAssembly takes numbers: where the rows are, how many, how long each is, and where the results go. */
type ScanFunction = (...numbers: [rows: number, count: number, stride: number, out: number]) => void;

interface ScanExports {
  readonly memory: WebAssembly.Memory;
  readonly scan: ScanFunction;
  readonly gather: ScanFunction;
}

const resultsAt = 32_768;
const rowsAt = 65_536;
const pageBytes = 65_536;
const blockRows = (rowsAt - resultsAt) / 4;

/** So that a sum over the longest row fits 32 bits: 127 × 2^31 would not. */
const largestSum = 2 ** 30;

let compiled: WebAssembly.Module | undefined;

/** Rows of signed bytes and their dot products with a query, in memory of its own. Row numbers are 0 to `capacity` - 1. */
export class ScanKernel {
  /** Bytes of a row: the dimensions, up to a multiple of 32. */
  readonly stride: number;
  readonly #exports: ScanExports;
  #capacity = 0;
  #query = new Int16Array(0);
  #results = new Int32Array(0);
  #bytes = new Int8Array(0);

  constructor(dimensions: number) {
    this.stride = Math.ceil(dimensions / 32) * 32;
    if (this.stride * 2 > resultsAt) throw new RangeError(`${dimensions} dimensions are too many`);
    compiled ??= new WebAssembly.Module(Buffer.from(scanCode, "base64"));
    this.#exports = new WebAssembly.Instance(compiled).exports as ScanExports;
    this.reserve(64);
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Room for so many rows; by doubling, since growing gives new views. Throws RangeError beyond 4 GiB. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    const pages = Math.ceil((rowsAt + rows * this.stride) / pageBytes);
    const { memory } = this.#exports;
    const missing = pages - memory.buffer.byteLength / pageBytes;
    if (missing > 0) memory.grow(missing);
    this.#capacity = Math.floor((memory.buffer.byteLength - rowsAt) / this.stride);
    this.#query = new Int16Array(memory.buffer, 0, this.stride);
    this.#results = new Int32Array(memory.buffer, resultsAt, blockRows);
    this.#bytes = new Int8Array(memory.buffer);
  }

  /** A row to read or write; not to be kept, since growing moves it. */
  row(number: number): Int8Array {
    return this.#bytes.subarray(this.#at(number), this.#at(number) + this.stride);
  }

  move(from: number, to: number): void {
    this.#bytes.copyWithin(this.#at(to), this.#at(from), this.#at(from) + this.stride);
  }

  /** Sets the query and returns what a result has to be multiplied by. */
  setQuery(query: Float32Array): number {
    // |row| ≤ 127 √stride, so by Cauchy and Schwarz a query of this length keeps every sum in 32 bits.
    const length = Math.min(32_000, largestSum / (127 * Math.sqrt(this.stride)));
    this.#query.fill(0);
    for (let index = 0; index < query.length; index += 1) {
      this.#query[index] = Math.round((query[index] ?? 0) * length);
    }
    return 1 / length;
  }

  /** Calls `visit` with each block's first row and its results, which the next block overwrites. */
  scan(rows: number, visit: (first: number, results: Int32Array, count: number) => void): void {
    for (let first = 0; first < rows; first += blockRows) {
      const count = Math.min(blockRows, rows - first);
      this.#exports.scan(this.#at(first), count, this.stride, resultsAt);
      visit(first, this.#results, count);
    }
  }

  /** The same for the rows in `numbers`, `first` being an index into it. */
  gather(numbers: Uint32Array, visit: (first: number, results: Int32Array, count: number) => void): void {
    const into = new Uint32Array(this.#exports.memory.buffer, resultsAt, blockRows);
    for (let first = 0; first < numbers.length; first += blockRows) {
      const count = Math.min(blockRows, numbers.length - first);
      into.set(numbers.subarray(first, first + count));
      this.#exports.gather(rowsAt, count, this.stride, resultsAt);
      visit(first, this.#results, count);
    }
  }

  #at(row: number): number {
    return rowsAt + row * this.stride;
  }
}
