import type { z } from "zod";
import type { ConsulEntry, ConsulKv } from "../consul/consul-api.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/** What every service's records of keys have in common. */
export interface BaseRecord {
  readonly id: string;
  /** From then on it is refused. */
  readonly notAfter?: string | undefined;
  /** Refused for ever. */
  readonly revokedAt?: string | undefined;
}

export interface OfficeOptions<R extends BaseRecord> {
  /** Where the records lie in Consul, one a key: `hearth/gateway/keys/`. */
  readonly prefix: string;
  readonly schema: z.ZodType<R>;
  /** The command that shows all of them, for hints: `hearth keys list`. */
  readonly listCommand: string;
  /** What to do about a name that is taken. */
  readonly takenHint: (id: string) => string;
}

/** Others may change the same record at the same moment; this many times in a row is more than chance. */
const mostTries = 5;

/** Records of keys, read and changed in Consul; the services that go by them follow within moments. */
export class RecordOffice<R extends BaseRecord> {
  readonly #kv: ConsulKv;
  readonly #options: OfficeOptions<R>;

  constructor(kv: ConsulKv, options: OfficeOptions<R>) {
    this.#kv = kv;
    this.#options = options;
  }

  /** All keys by name. Throws KEY_UNUSABLE for a record that this version does not understand. */
  async list(): Promise<readonly R[]> {
    return (await this.#kv.entries(this.#options.prefix)).map((entry) => this.#toRecord(entry));
  }

  /** Throws KEY_UNKNOWN. */
  async find(id: string): Promise<R> {
    return this.#toRecord(await this.#entry(id));
  }

  /** Throws KEY_TAKEN. */
  async create(record: R): Promise<R> {
    const { schema, takenHint } = this.#options;
    if (await this.#put(schema.parse(record), 0)) return record;
    throw new HearthError({
      code: "KEY_TAKEN",
      message: `there is a key '${record.id}' already`,
      hint: takenHint(record.id),
    });
  }

  /** Changes a record as it is in Consul now. Throws KEY_UNKNOWN, or KEY_UNUSABLE for a revoked key. */
  async change(id: string, change: (record: R) => R): Promise<R> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const entry = await this.#entry(id);
      const record = this.#toRecord(entry);
      if (record.revokedAt !== undefined) throw this.#unusable(id, "it is revoked, and a revoked key stays so");
      const changed = this.#options.schema.parse(change(record));
      if (await this.#put(changed, entry.index)) return changed;
    }
    throw this.#unusable(id, "somebody else changes it all the time");
  }

  /** Deletes the record. The name is free again. Throws KEY_UNKNOWN. */
  async forget(id: string): Promise<void> {
    await this.#entry(id);
    await this.#kv.delete(this.#options.prefix + id);
  }

  async #entry(id: string): Promise<ConsulEntry> {
    const key = this.#options.prefix + id;
    const entry = (await this.#kv.entries(key)).find((found) => found.key === key);
    if (entry !== undefined) return entry;
    throw new HearthError({
      code: "KEY_UNKNOWN",
      message: `there is no key '${id}'`,
      hint: `See the names with \`${this.#options.listCommand}\`.`,
    });
  }

  /** A request may arrive twice, through one node and then another; then ours stands there although the second was refused. */
  async #put(record: R, index: number): Promise<boolean> {
    const key = this.#options.prefix + record.id;
    const value = JSON.stringify(record);
    return (await this.#kv.putIf({ key, value, index })) || (await this.#kv.get(key)) === value;
  }

  #toRecord({ key, value }: ConsulEntry): R {
    const { prefix, schema } = this.#options;
    const record = schema.safeParse(JSON.parse(value));
    if (record.success) return record.data;
    const fields = record.error.issues.map(({ path }) => path.join(".")).join(", ");
    throw this.#unusable(key.slice(prefix.length), `its record is not understood: ${fields}`);
  }

  #unusable(id: string, because: string): HearthError {
    return new HearthError({
      code: "KEY_UNUSABLE",
      message: `the key '${id}' cannot be changed: ${because}`,
      hint: `See its record with \`${this.#options.listCommand}\`, with the newest version of Hearth.`,
    });
  }
}
