import type { StoredValue } from "../src/upstream/consul/key-value-store.ts";

/** Consul's key-value store in memory: every write raises the index, and a check-and-set fails if the index differs. */
export class FakeKv {
  readonly rows = new Map<string, StoredValue>();
  #index = 1;

  get(key: string): StoredValue | undefined {
    return this.rows.get(key);
  }

  put(key: string, value: string, index?: number): boolean {
    if (index !== undefined && index !== (this.rows.get(key)?.index ?? 0)) return false;
    this.#index += 1;
    this.rows.set(key, { value, index: this.#index });
    return true;
  }

  /** The answer of `GET /v1/kv/PREFIX?recurse`; null if there is nothing. */
  list(prefix: string, exact: boolean): unknown {
    const rows = Array.from(this.rows, ([Key, { value, index }]) => ({
      Key,
      Value: Buffer.from(value).toString("base64"),
      ModifyIndex: index,
    })).filter(({ Key }) => (exact ? Key === prefix : Key.startsWith(prefix)));
    return rows.length === 0 ? null : rows;
  }
}
