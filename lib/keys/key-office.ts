import type { ConsulEntry, ConsulKv } from "../consul/consul-api.ts";
import { HearthError } from "../errors.ts";
import { newRecord, type Author, type KeyTerms } from "./change-key.ts";
import { keysPrefix, spentPrefix } from "./key-paths.ts";
import { keyRecordSchema, type KeyRecord } from "./key-record.ts";
import { spentPageSchema, type SpentPage } from "./spent-page.ts";

/** Others may change the same record at the same moment; this many times in a row is more than chance. */
const mostTries = 5;

/** The records of the gateway's keys, read and changed in Consul; the gateways follow within moments. */
export class KeyOffice {
  readonly #kv: ConsulKv;

  constructor(kv: ConsulKv) {
    this.#kv = kv;
  }

  /** All keys by name. Throws KEY_UNUSABLE for a record that this version does not understand. */
  async list(): Promise<readonly KeyRecord[]> {
    return (await this.#kv.entries(keysPrefix)).map(toRecord);
  }

  /** Throws KEY_UNKNOWN. */
  async find(id: string): Promise<KeyRecord> {
    return toRecord(await this.#entry(id));
  }

  /** What a key has taken of its limits, as far as gateways have told. */
  async spent(id: string): Promise<SpentPage> {
    const page = await this.#kv.get(spentPrefix + id);
    return page === undefined ? {} : spentPageSchema.parse(JSON.parse(page));
  }

  /** Throws KEY_TAKEN. */
  async create(key: KeyTerms & { readonly id: string; readonly sha256: string }, author: Author): Promise<KeyRecord> {
    const record = keyRecordSchema.parse(newRecord(key, author));
    if (await this.#put(record, 0)) return record;
    throw new HearthError({
      code: "KEY_TAKEN",
      message: `there is a key '${key.id}' already`,
      hint: `Choose another name, or give it a new secret with \`hearth keys rotate ${key.id}\`.`,
    });
  }

  /** Changes a record as it is in Consul now. Throws KEY_UNKNOWN, or KEY_UNUSABLE for a revoked key. */
  async change(id: string, change: (record: KeyRecord) => KeyRecord): Promise<KeyRecord> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const entry = await this.#entry(id);
      const record = toRecord(entry);
      if (record.revokedAt !== undefined) throw unusable(id, "it is revoked, and a revoked key stays so");
      const changed = keyRecordSchema.parse(change(record));
      if (await this.#put(changed, entry.index)) return changed;
    }
    throw unusable(id, "somebody else changes it all the time");
  }

  /** Deletes the record and what it has spent. The name is free again. Throws KEY_UNKNOWN. */
  async forget(id: string): Promise<void> {
    await this.#entry(id);
    await this.#kv.delete(keysPrefix + id);
    await this.#kv.delete(spentPrefix + id);
  }

  async #entry(id: string): Promise<ConsulEntry> {
    const key = keysPrefix + id;
    const entry = (await this.#kv.entries(key)).find((found) => found.key === key);
    if (entry !== undefined) return entry;
    throw new HearthError({
      code: "KEY_UNKNOWN",
      message: `there is no key '${id}'`,
      hint: "See the names with `hearth keys list`.",
    });
  }

  /** A request may arrive twice, through one node and then another; then ours stands there although the second was refused. */
  async #put(record: KeyRecord, index: number): Promise<boolean> {
    const key = keysPrefix + record.id;
    const value = JSON.stringify(record);
    return (await this.#kv.putIf({ key, value, index })) || (await this.#kv.get(key)) === value;
  }
}

function toRecord({ key, value }: ConsulEntry): KeyRecord {
  const id = key.slice(keysPrefix.length);
  const record = keyRecordSchema.safeParse(JSON.parse(value));
  if (record.success) return record.data;
  throw unusable(
    id,
    `its record is not understood: ${record.error.issues.map(({ path }) => path.join(".")).join(", ")}`,
  );
}

const unusable = (id: string, because: string): HearthError =>
  new HearthError({
    code: "KEY_UNUSABLE",
    message: `the key '${id}' cannot be changed: ${because}`,
    hint: "See its record with `hearth keys show`, with the newest version of Hearth.",
  });
