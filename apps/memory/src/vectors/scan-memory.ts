import { scanCode } from "./scan-code.ts";

/** Parameters: address of the rows, their number, their length, and the address for the results. */
type ScanFunction = (...numbers: [rows: number, count: number, stride: number, out: number]) => void;

interface ScanExports {
  readonly memory: WebAssembly.Memory;
  readonly scan: ScanFunction;
  readonly gather: ScanFunction;
  readonly estimate: ScanFunction;
}

export const resultsAt = 32_768;
export const rowsAt = 65_536;
const pageBytes = 65_536;
/** Results per call. */
export const blockRows = (rowsAt - resultsAt) / 4;

let compiled: WebAssembly.Module | undefined;

/** Rows of bytes of equal length in their own WebAssembly memory. `code` is compiled from scan.wat. */
export class ScanMemory {
  readonly code: ScanExports;
  /** Bytes of a row. */
  readonly stride: number;
  #capacity = 0;
  #bytes = new Int8Array(0);

  constructor(stride: number) {
    compiled ??= new WebAssembly.Module(Buffer.from(scanCode, "base64"));
    this.code = new WebAssembly.Instance(compiled).exports as ScanExports;
    this.stride = stride;
    this.reserve(64);
  }

  get capacity(): number {
    return this.#capacity;
  }

  get buffer(): ArrayBuffer {
    return this.code.memory.buffer;
  }

  /** Makes room for this many rows and some more, since growing invalidates views. Throws RangeError beyond 4 GiB. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    const wanted = this.#capacity === 0 ? rows : Math.ceil(rows * 1.5);
    const missing = Math.ceil((rowsAt + wanted * this.stride - this.buffer.byteLength) / pageBytes);
    if (missing > 0) this.code.memory.grow(missing);
    this.#capacity = Math.floor((this.buffer.byteLength - rowsAt) / this.stride);
    this.#bytes = new Int8Array(this.buffer);
  }

  at(row: number): number {
    return rowsAt + row * this.stride;
  }

  /** A view of a row; do not keep it, since growing invalidates it. */
  row(number: number): Int8Array {
    return this.#bytes.subarray(this.at(number), this.at(number) + this.stride);
  }

  move(from: number, to: number): void {
    this.#bytes.copyWithin(this.at(to), this.at(from), this.at(from) + this.stride);
  }
}
