import { GgufProblem, MoreBytesNeeded } from "./gguf-problem.ts";

/** Reads little-endian values one after another. What lies beyond the bytes at hand is asked for, and what lies beyond the file is a problem. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fileBytes: number;
  #position = 0;

  constructor(bytes: Uint8Array, fileBytes: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#fileBytes = fileBytes;
  }

  get position(): number {
    return this.#position;
  }

  /** Bytes of the file that are still to come. */
  get left(): number {
    return this.#fileBytes - this.#position;
  }

  /** Passes over bytes and returns where they begin. */
  take(count: number): number {
    const begin = this.#position;
    const end = begin + count;
    if (end > this.#fileBytes) {
      throw new GgufProblem(
        `the header goes on to byte ${end}, and the file ends at byte ${this.#fileBytes}: it is cut off, or its counts are wrong`,
      );
    }
    if (end > this.#bytes.length) throw new MoreBytesNeeded(end);
    this.#position = end;
    return begin;
  }

  u8 = (): number => this.#view.getUint8(this.take(1));
  i8 = (): number => this.#view.getInt8(this.take(1));
  u16 = (): number => this.#view.getUint16(this.take(2), true);
  i16 = (): number => this.#view.getInt16(this.take(2), true);
  u32 = (): number => this.#view.getUint32(this.take(4), true);
  i32 = (): number => this.#view.getInt32(this.take(4), true);
  f32 = (): number => this.#view.getFloat32(this.take(4), true);
  f64 = (): number => this.#view.getFloat64(this.take(8), true);

  /** As the nearest number where it is beyond 2^53: such a count is wrong anyway. */
  u64 = (): number => Number(this.#view.getBigUint64(this.take(8), true));
  i64 = (): number => Number(this.#view.getBigInt64(this.take(8), true));

  text = (): string => {
    const length = this.u64();
    const begin = this.take(length);
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + begin, length).toString("utf8");
  };

  skipText = (): void => {
    this.take(this.u64());
  };
}
