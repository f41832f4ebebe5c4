import type { ConsulKv } from "../consul/consul-api.ts";
import { newRecord, type Author, type KeyTerms } from "./change-key.ts";
import { keysPrefix, spentPrefix } from "@hearth/contracts/keys/key-paths.ts";
import { keyRecordSchema, type KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import { RecordOffice, type KeyList } from "./record-office.ts";
import { spentPageSchema, type SpentPage } from "@hearth/contracts/keys/spent-page.ts";

/** The records of the gateway's keys, with what each has used. */
export class KeyOffice {
  readonly #kv: ConsulKv;
  readonly #records: RecordOffice<KeyRecord>;

  constructor(kv: ConsulKv) {
    this.#kv = kv;
    this.#records = new RecordOffice(kv, {
      prefix: keysPrefix,
      schema: keyRecordSchema,
      command: "hearth keys",
      takenHint: (id) => `Choose another name, or give it a new secret with \`hearth keys rotate ${id}\`.`,
    });
  }

  /** All keys by name, unreadable records apart. */
  list(): Promise<KeyList<KeyRecord>> {
    return this.#records.list();
  }

  /** Throws KEY_UNKNOWN. */
  find(id: string): Promise<KeyRecord> {
    return this.#records.find(id);
  }

  /** How much of its limits a key has used, as far as gateways have reported. */
  async spent(id: string): Promise<SpentPage> {
    const page = await this.#kv.get(spentPrefix + id);
    return page === undefined ? {} : spentPageSchema.parse(JSON.parse(page));
  }

  /** Throws KEY_TAKEN. */
  create(key: KeyTerms & { readonly id: string; readonly sha256: string }, author: Author): Promise<KeyRecord> {
    return this.#records.create(newRecord(key, author));
  }

  /** Changes a record as it is in Consul now. Throws KEY_UNKNOWN, or KEY_UNUSABLE for a revoked key. */
  change(id: string, change: (record: KeyRecord) => KeyRecord): Promise<KeyRecord> {
    return this.#records.change(id, change);
  }

  /** Deletes the record and its usage. The name is free again. Throws KEY_UNKNOWN. */
  async forget(id: string): Promise<void> {
    await this.#records.forget(id);
    await this.#kv.delete(spentPrefix + id);
  }
}
