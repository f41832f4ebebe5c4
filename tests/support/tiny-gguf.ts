type Value = number | boolean | string | readonly string[] | readonly number[];

export interface TinyTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** ggml's number of the type; 0 is F32, 2 is Q4_0. */
  readonly type?: number;
  /** Bytes that it takes, without padding; those of F32 by default. */
  readonly sizeBytes?: number;
}

export interface TinyGguf {
  readonly fields?: Readonly<Record<string, Value>>;
  readonly tensors?: readonly TinyTensor[];
  readonly version?: number;
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

function typed(value: Value): readonly [type: number, bytes: Buffer] {
  if (typeof value === "string") return [8, text(value)];
  if (typeof value === "boolean") return [7, Buffer.of(value ? 1 : 0)];
  if (typeof value === "number") return [4, u32(value)];
  const items = value.map((item) => typed(item));
  return [9, Buffer.concat([u32(items[0]?.[0] ?? 4), u64(items.length), ...items.map(([, bytes]) => bytes)])];
}

const pad = (length: number): number => (32 - (length % 32)) % 32;

const sizeOf = ({ dimensions, sizeBytes }: TinyTensor): number =>
  sizeBytes ?? 4 * dimensions.reduce((product, dimension) => product * dimension, 1);

/** The bytes of a GGUF file as small as a test wants it. */
export function tinyGguf({ fields = {}, tensors = [], version = 3 }: TinyGguf): Buffer {
  let offset = 0;
  const places = tensors.map((tensor) => {
    const { name, dimensions, type = 0 } = tensor;
    const place = Buffer.concat([text(name), u32(dimensions.length), ...dimensions.map(u64), u32(type), u64(offset)]);
    offset += sizeOf(tensor) + pad(sizeOf(tensor));
    return place;
  });
  const pairs = Object.entries(fields).map(([key, value]) => {
    const [type, bytes] = typed(value);
    return Buffer.concat([text(key), u32(type), bytes]);
  });
  const header = Buffer.concat([
    Buffer.from("GGUF"),
    u32(version),
    u64(tensors.length),
    u64(pairs.length),
    ...pairs,
    ...places,
  ]);
  return Buffer.concat([header, Buffer.alloc(pad(header.length)), Buffer.alloc(offset, 7)]);
}

/** A language model of two layers with four-number vectors. */
export const tinyModel: Required<Pick<TinyGguf, "fields" | "tensors">> = {
  fields: {
    "general.architecture": "llama",
    "general.name": "Tiny",
    "general.license": "apache-2.0",
    "general.file_type": 0,
    "llama.block_count": 2,
    "llama.context_length": 256,
    "llama.embedding_length": 4,
    "llama.attention.head_count": 2,
    "llama.attention.head_count_kv": 1,
    "tokenizer.ggml.tokens": ["<s>", "a", "b"],
    "tokenizer.chat_template":
      "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}{% endfor %}",
  },
  tensors: [
    { name: "token_embd.weight", dimensions: [4, 3] },
    { name: "blk.0.attn_q.weight", dimensions: [4, 8] },
    { name: "blk.0.ffn_up.weight", dimensions: [4, 8] },
    { name: "blk.1.attn_q.weight", dimensions: [4, 16] },
    { name: "output_norm.weight", dimensions: [4] },
  ],
};
