import { z } from "zod";

const rowsSchema = z.array(
  z.object({ Key: z.string(), Value: z.base64().nullable(), ModifyIndex: z.int().nonnegative() }),
);

export interface KvRow {
  readonly key: string;
  readonly value: string;
  /** What a check-and-set relies on. */
  readonly index: number;
}

/** Consul's answer to a read under `/v1/kv/`; null is nothing. Throws where it is something else. */
export function toKvRows(answer: unknown): readonly KvRow[] {
  return rowsSchema.parse(answer ?? []).map(({ Key, Value, ModifyIndex }) => ({
    key: Key,
    value: Buffer.from(Value ?? "", "base64").toString(),
    index: ModifyIndex,
  }));
}
