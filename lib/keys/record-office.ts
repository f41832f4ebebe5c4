import type { z } from "zod";
import type { ConsulEntry, ConsulKv } from "../consul/consul-api.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/** What the key records of all services have in common. */
export interface BaseRecord {
  readonly id: string;
  /** The key is refused after this time. */
  readonly notAfter?: string | undefined;
  /** Refused permanently. */
  readonly revokedAt?: string | undefined;
}

export interface OfficeOptions<R extends BaseRecord> {
  /** Path prefix of the records in Consul, one for each key: `hearth/gateway/keys/`. */
  readonly prefix: string;
  readonly schema: z.ZodType<R>;
  /** What a record is of, in messages; `key` by default. */
  readonly noun?: string;
  /** The commands for these keys, for hints: `hearth keys`. */
  readonly command: string;
  /** What to do about a name that is taken. */
  readonly takenHint: (id: string) => string;
}

/** A record that this version of Hearth does not understand; a newer one may have written it. */
export interface UnreadableRecord {
  readonly id: string;
  readonly because: string;
}

export interface KeyList<R> {
  readonly records: readonly R[];
  readonly unreadable: readonly UnreadableRecord[];
}

/** Others may change the same record at the same time; this many conflicts in a row are not chance. */
const maxTries = 5;

/** Key records, read and changed in Consul; the services that use them follow within moments. */
export class RecordOffice<R extends BaseRecord> {
  readonly #kv: ConsulKv;
  readonly #options: OfficeOptions<R>;
  readonly #noun: string;

  constructor(kv: ConsulKv, options: OfficeOptions<R>) {
    this.#kv = kv;
    this.#options = options;
    this.#noun = options.noun ?? "key";
  }

  /** All keys by name. Unreadable records are part of the list, so that a person can see and delete them. */
  async list(): Promise<KeyList<R>> {
    const found = (await this.#kv.entries(this.#options.prefix)).map((entry) => this.#read(entry));
    return {
      records: found.flatMap((read) => ("record" in read ? [read.record] : [])),
      unreadable: found.flatMap((read) => ("unreadable" in read ? [read.unreadable] : [])),
    };
  }

  /** Throws KEY_UNKNOWN, or KEY_UNUSABLE for a record that this version does not understand. */
  async find(id: string): Promise<R> {
    return this.#toRecord(await this.#entry(id));
  }

  /** Throws KEY_TAKEN. */
  async create(record: R): Promise<R> {
    const { schema, takenHint } = this.#options;
    if (await this.#put(schema.parse(record), 0)) return record;
    throw new HearthError({
      code: "KEY_TAKEN",
      message: `there is already a ${this.#noun} '${record.id}'`,
      hint: takenHint(record.id),
    });
  }

  /** Changes a record as it is in Consul now. Throws KEY_UNKNOWN, or KEY_UNUSABLE for one that is revoked or unreadable. */
  async change(id: string, change: (record: R) => R): Promise<R> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const entry = await this.#entry(id);
      const record = this.#toRecord(entry);
      if (record.revokedAt !== undefined) throw this.#revoked(id);
      const changed = this.#options.schema.parse(change(record));
      if (await this.#put(changed, entry.index)) return changed;
    }
    throw new HearthError({
      code: "KEY_UNUSABLE",
      message: `the ${this.#noun} '${id}' cannot be changed: others kept changing it at the same time`,
      hint: "Run the command again.",
    });
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
      message: `there is no ${this.#noun} '${id}'`,
      hint: `See the names with \`${this.#options.command} list\`.`,
    });
  }

  /** A request may arrive twice, through one node and then another; our record may then be stored although the second was refused. */
  async #put(record: R, index: number): Promise<boolean> {
    const key = this.#options.prefix + record.id;
    const value = JSON.stringify(record);
    return (await this.#kv.putIf({ key, value, index })) || (await this.#kv.get(key)) === value;
  }

  #toRecord(entry: ConsulEntry): R {
    const read = this.#read(entry);
    if ("record" in read) return read.record;
    const { id, because } = read.unreadable;
    throw new HearthError({
      code: "KEY_UNUSABLE",
      message: `the record of the ${this.#noun} '${id}' cannot be read: ${because}`,
      hint: `Update Hearth, if a newer version wrote it; else delete the ${this.#noun} with \`${this.#options.command} delete ${id}\`.`,
    });
  }

  #read({ key, value }: ConsulEntry): { readonly record: R } | { readonly unreadable: UnreadableRecord } {
    const id = key.slice(this.#options.prefix.length);
    const parsed = jsonOf(value);
    if (parsed === undefined) return { unreadable: { id, because: "it is not JSON" } };
    const result = this.#options.schema.safeParse(parsed.json);
    if (result.success) return { record: result.data };
    const issues = result.error.issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "));
    return { unreadable: { id, because: issues.join("; ") } };
  }

  #revoked(id: string): HearthError {
    const { command } = this.#options;
    return new HearthError({
      code: "KEY_UNUSABLE",
      message: `the key '${id}' cannot be changed: it is revoked, and a revoked key stays so`,
      hint: `Make another key with \`${command} create\`, or free the name with \`${command} delete ${id}\`.`,
    });
  }
}

function jsonOf(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
