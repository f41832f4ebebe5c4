import { ByteReader } from "./byte-reader.ts";
import { GgufProblem, MoreBytesNeeded } from "./gguf-problem.ts";
import { nameContent } from "./name-content.ts";
import { tensorTypes } from "./tensor-types.ts";

export type GgufScalar = number | boolean | string;

/** A list, with its values only where they are few: a vocabulary counts hundreds of thousands. */
export interface GgufList {
  readonly length: number;
  readonly values?: readonly GgufScalar[];
}

export interface GgufTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** Of the quantization, such as `Q4_K`; `type 99` where it is newer than our table. */
  readonly type: string;
  /** Bytes that it takes in the file. */
  readonly sizeBytes: number;
}

export interface GgufHeader {
  readonly version: number;
  readonly fields: ReadonlyMap<string, GgufScalar | GgufList>;
  readonly tensors: readonly GgufTensor[];
  /** Where the tensors' data begins; what lies before is the header. */
  readonly dataOffset: number;
  readonly fileBytes: number;
}

/** The largest that a real model has is about a hundredth of these. */
const maximumFields = 100_000;
const maximumTensors = 1_000_000;
const keptValues = 4_096;
/** Bytes that the shortest field or tensor takes in a header. */
const leastFieldBytes = 13;
const leastTensorBytes = 24;

/**
 * Reads a GGUF header from the beginning of a file. Pure. Throws MoreBytesNeeded if the header is longer than the bytes given, and
 * GgufProblem if the file is not a GGUF or its counts do not add up to its size.
 */
export function parseGgufHeader(bytes: Uint8Array, fileBytes: number): GgufHeader {
  requireMagic(bytes, fileBytes);
  const reader = new ByteReader(bytes, fileBytes);
  reader.take(4);
  const version = requireVersion(reader.u32());
  const tensorCount = reader.u64();
  const fieldCount = reader.u64();
  requireCount(fieldCount, { what: "fields", maximum: maximumFields, leastBytes: leastFieldBytes, fileBytes });
  requireCount(tensorCount, { what: "tensors", maximum: maximumTensors, leastBytes: leastTensorBytes, fileBytes });
  const fields = new Map<string, GgufScalar | GgufList>();
  for (let index = 0; index < fieldCount; index += 1) {
    const key = reader.text();
    if (fields.has(key)) throw new GgufProblem(`the header has the field ${key} twice`);
    fields.set(key, readValue(reader, key));
  }
  const places = Array.from({ length: tensorCount }, () => readPlace(reader));
  const alignment = alignmentOf(fields);
  const dataOffset = align(reader.position, alignment);
  return { version, fields, tensors: sizesOf(places, { dataOffset, alignment, fileBytes }), dataOffset, fileBytes };
}

function requireMagic(bytes: Uint8Array, fileBytes: number): void {
  if (bytes.length >= 4 && Buffer.from(bytes.subarray(0, 4)).toString("latin1") === "GGUF") {
    if (fileBytes < 24)
      throw new GgufProblem(`it is a GGUF of ${fileBytes} bytes, and its header alone takes 24: it is cut off`);
    return;
  }
  if (bytes.length < Math.min(512, fileBytes)) throw new MoreBytesNeeded(Math.min(512, fileBytes));
  throw new GgufProblem(`it is not a GGUF file but ${nameContent(bytes)}`);
}

function requireVersion(version: number): number {
  if (version === 2 || version === 3) return version;
  const isBigEndian = version >= 2 ** 24 && version % 2 ** 24 === 0;
  throw new GgufProblem(
    isBigEndian
      ? "it is a GGUF file for big-endian processors, and our nodes are little-endian"
      : `it is version ${version} of GGUF, and versions 2 and 3 can be read`,
  );
}

interface CountLimits {
  readonly what: string;
  readonly maximum: number;
  readonly leastBytes: number;
  readonly fileBytes: number;
}

function requireCount(count: number, { what, maximum, leastBytes, fileBytes }: CountLimits): void {
  if (count <= maximum && count * leastBytes <= fileBytes) return;
  throw new GgufProblem(`the header promises ${count} ${what}, which a file of ${fileBytes} bytes cannot have`);
}

function readValue(reader: ByteReader, key: string): GgufScalar | GgufList {
  const type = reader.u32();
  return type === 9 ? readList(reader, key) : readScalar(reader, type, key);
}

function readScalar(reader: ByteReader, type: number, key: string): GgufScalar {
  switch (type) {
    case 0:
      return reader.u8();
    case 1:
      return reader.i8();
    case 2:
      return reader.u16();
    case 3:
      return reader.i16();
    case 4:
      return reader.u32();
    case 5:
      return reader.i32();
    case 6:
      return reader.f32();
    case 7:
      return reader.u8() !== 0;
    case 8:
      return reader.text();
    case 10:
      return reader.u64();
    case 11:
      return reader.i64();
    case 12:
      return reader.f64();
    default:
      throw new GgufProblem(`the field ${key.slice(0, 80)} has type ${type}, which GGUF does not have`);
  }
}

const widths: readonly (number | undefined)[] = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8];

function readList(reader: ByteReader, key: string): GgufList {
  const type = reader.u32();
  const length = reader.u64();
  const width = type === 8 ? 8 : widths[type];
  if (width === undefined) {
    throw new GgufProblem(`the field ${key.slice(0, 80)} is a list of type ${type}, which GGUF does not have`);
  }
  if (length * width > reader.left) {
    throw new GgufProblem(
      `the field ${key.slice(0, 80)} promises ${length} values, and ${reader.left} bytes are left of the file`,
    );
  }
  if (length <= keptValues) return { length, values: Array.from({ length }, () => readScalar(reader, type, key)) };
  if (type !== 8) reader.take(length * width);
  else for (let index = 0; index < length; index += 1) reader.skipText();
  return { length };
}

/** A tensor as the header has it. */
interface Place {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly type: number;
  /** From where the tensors' data begins. */
  readonly offset: number;
}

function readPlace(reader: ByteReader): Place {
  const name = reader.text();
  const count = reader.u32();
  if (count > 8)
    throw new GgufProblem(`the tensor ${name.slice(0, 80)} has ${count} dimensions, and ggml has at most 4`);
  const dimensions = Array.from({ length: count }, () => reader.u64());
  return { name, dimensions, type: reader.u32(), offset: reader.u64() };
}

function alignmentOf(fields: GgufHeader["fields"]): number {
  const alignment = fields.get("general.alignment") ?? 32;
  if (typeof alignment === "number" && alignment >= 1 && alignment <= 2 ** 20 && Number.isInteger(Math.log2(alignment)))
    return alignment;
  throw new GgufProblem(`general.alignment is ${JSON.stringify(alignment)}, and it has to be a power of two`);
}

const align = (offset: number, alignment: number): number => Math.ceil(offset / alignment) * alignment;

interface DataPart {
  readonly dataOffset: number;
  readonly alignment: number;
  readonly fileBytes: number;
}

/** Each tensor with its size, checked against its neighbour's place and the file's end. */
function sizesOf(places: readonly Place[], { dataOffset, alignment, fileBytes }: DataPart): readonly GgufTensor[] {
  const dataBytes = fileBytes - dataOffset;
  const sorted = places.toSorted((one, other) => one.offset - other.offset);
  const room = new Map(sorted.map((place, index) => [place, (sorted[index + 1]?.offset ?? dataBytes) - place.offset]));
  const last = sorted.at(-1);
  const end = last === undefined ? 0 : last.offset + (knownSize(last) ?? 0);
  if (end > dataBytes) {
    throw new GgufProblem(
      `its tensors go on to byte ${dataOffset + end}, and the file ends at byte ${fileBytes}: ${dataOffset + end - fileBytes} bytes are missing`,
    );
  }
  return places.map((place): GgufTensor => {
    const { name, dimensions, offset } = place;
    const free = room.get(place) ?? 0;
    const sizeBytes = knownSize(place) ?? free;
    if (offset % alignment !== 0 || sizeBytes > free) {
      throw new GgufProblem(
        `the tensor ${name.slice(0, 80)} takes ${sizeBytes} bytes from byte ${dataOffset + offset}, and only ${free} are free there`,
      );
    }
    return { name, dimensions, type: tensorTypes.get(place.type)?.name ?? `type ${place.type}`, sizeBytes };
  });
}

/** Undefined for a type that is newer than our table. */
function knownSize({ name, dimensions, type }: Place): number | undefined {
  const known = tensorTypes.get(type);
  if (known === undefined) return undefined;
  const count = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(count) || count <= 0) {
    throw new GgufProblem(`the tensor ${name.slice(0, 80)} has the dimensions ${dimensions.join(" × ")}`);
  }
  if ((dimensions[0] ?? 1) % known.numbers !== 0) {
    throw new GgufProblem(
      `the tensor ${name.slice(0, 80)} has rows of ${dimensions[0] ?? 1} numbers, which ${known.name} cannot store in blocks of ${known.numbers}`,
    );
  }
  return (count / known.numbers) * known.bytes;
}
