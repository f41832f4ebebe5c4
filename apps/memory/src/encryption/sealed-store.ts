import { without } from "@hearth/kernel/omit.ts";
import type { JsonObject, KeptRecord, RecordKey, RecordKind, StoredRecord } from "../store/record.ts";
import { StoreError } from "../store/store-error.ts";
import type {
  Change,
  ListQuery,
  Ranked,
  Scope,
  Store,
  TextQuery,
  Usage,
  VectorChange,
  VectorQuery,
} from "../store/store.ts";
import type { DataKey, DataKeys } from "./data-keys.ts";

/** Kinds whose bodies are encrypted. Memories are encrypted one by one, where they are sensitive. */
const sealedKinds: ReadonlySet<RecordKind> = new Set<RecordKind>([
  "turn",
  "episode",
  "skill",
  "document",
  "chunk",
  "checkpoint",
]);

const portion = 200;
const doneSetting = "encrypted at rest";

/**
 * A store whose bodies are encrypted: what was said in conversations, documents' data, states of checkpoints, contents of skills. Texts that
 * are searched stay readable, since an index of encrypted words finds nothing; so do names, tags and times.
 */
export class SealedStore implements Store {
  readonly #store: Store;
  readonly #keys: DataKeys;

  constructor(store: Store, keys: DataKeys) {
    this.#store = store;
    this.#keys = keys;
  }

  async commit(changes: readonly Change[]): Promise<void> {
    const sealed: Change[] = [];
    for (const change of changes)
      sealed.push("put" in change ? { ...change, put: await this.#seal(change.put) } : change);
    await this.#store.commit(sealed);
  }

  async get(key: RecordKey, nowMs: number): Promise<KeptRecord | undefined> {
    const record = await this.#store.get(key, nowMs);
    return record === undefined ? undefined : this.#open(record);
  }

  async list(query: ListQuery): Promise<readonly KeptRecord[]> {
    const records = await this.#store.list(query);
    return sealedKinds.has(query.kind) ? Promise.all(records.map((record) => this.#open(record))) : records;
  }

  count(scope: Scope): Promise<number> {
    return this.#store.count(scope);
  }

  async searchText(query: TextQuery): Promise<readonly Ranked[]> {
    return this.#openLater(query, await this.#store.searchText(query));
  }

  async searchVector(query: VectorQuery): Promise<readonly Ranked[]> {
    return this.#openLater(query, await this.#store.searchVector(query));
  }

  unembedded(model: string, limit: number): Promise<readonly KeptRecord[]> {
    return this.#store.unembedded(model, limit);
  }

  unembeddedCount(model: string): Promise<number> {
    return this.#store.unembeddedCount(model);
  }

  setVectors(model: string, vectors: readonly VectorChange[]): Promise<void> {
    return this.#store.setVectors(model, vectors);
  }

  vectorOf(key: RecordKey): Promise<Float32Array | undefined> {
    return this.#store.vectorOf(key);
  }

  usage(tenant: string): Promise<Usage> {
    return this.#store.usage(tenant);
  }

  tenants(): Promise<readonly string[]> {
    return this.#store.tenants();
  }

  purgeExpired(nowMs: number, limit: number): Promise<number> {
    return this.#store.purgeExpired(nowMs, limit);
  }

  backup(file: string): Promise<void> {
    return this.#store.backup(file);
  }

  setting(name: string): Promise<string | undefined> {
    return this.#store.setting(name);
  }

  setSetting(name: string, value: string, options?: { readonly ifAbsent?: boolean }): Promise<void> {
    return this.#store.setSetting(name, value, options);
  }

  check(): Promise<void> {
    return this.#store.check();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /**
   * Encrypts what an earlier version left in the clear, a portion at a time, so that callers do not wait for it. Returns how many records;
   * 0 if that is done. A restart continues where this one ended.
   */
  async sealOlder(signal: AbortSignal): Promise<number> {
    if (!this.#keys.available || (await this.#store.setting(doneSetting)) !== undefined) return 0;
    let sealed = 0;
    for (const tenant of await this.#store.tenants()) {
      for (const kind of sealedKinds) {
        let cursor = 0;
        for (;;) {
          if (signal.aborted) return sealed;
          const scope = { tenant, kind, filter: { inactive: true }, nowMs: 0, order: "oldest" } as const;
          const records = await this.#store.list({ ...scope, limit: portion, cursor });
          for (const record of records) sealed += Number(await this.#sealInPlace(record));
          const last = records.at(-1);
          if (last === undefined) break;
          cursor = last.sequence;
        }
      }
    }
    await this.#store.setSetting(doneSetting, "1");
    return sealed;
  }

  /** The revision stays: to callers, nothing has changed. */
  async #sealInPlace(record: KeptRecord): Promise<boolean> {
    if (atRest(record.body) !== undefined) return false;
    const put = without(record, "sequence");
    try {
      await this.#store.commit([{ put: await this.#seal(put), ifRevision: record.revision }]);
      return true;
    } catch (thrown) {
      // Changed meanwhile, and so encrypted; or deleted.
      if (thrown instanceof StoreError && thrown.reason === "conflict") return false;
      throw thrown;
    }
  }

  async #seal(record: StoredRecord): Promise<StoredRecord> {
    if (!sealedKinds.has(record.kind) || !this.#keys.available) return record;
    const key = await this.#keys.of(record.tenant);
    return { ...record, body: { atRest: key.seal(record.body, placeOf(record)) } };
  }

  async #open(record: KeptRecord): Promise<KeptRecord> {
    const data = sealedKinds.has(record.kind) ? atRest(record.body) : undefined;
    return data === undefined ? record : opened(record, data, await this.#keys.of(record.tenant));
  }

  /** Of many candidates few become hits: a body is decrypted when it is read. */
  async #openLater({ tenant, kind }: Scope, ranked: readonly Ranked[]): Promise<readonly Ranked[]> {
    if (!sealedKinds.has(kind) || !ranked.some(({ record }) => atRest(record.body) !== undefined)) return ranked;
    const key = await this.#keys.of(tenant);
    return ranked.map(({ record, score }) => {
      const data = atRest(record.body);
      if (data === undefined) return { record, score };
      let body: JsonObject | undefined;
      const lazy = Object.defineProperty({ ...record }, "body", {
        enumerable: true,
        get: () => (body ??= key.open(data, placeOf(record))),
      });
      return { record: lazy, score };
    });
  }
}

const opened = (record: KeptRecord, data: string, key: DataKey): KeptRecord => ({
  ...record,
  body: key.open(data, placeOf(record)),
});

const placeOf = ({ tenant, kind, id }: RecordKey): string => `${tenant}/${kind}/${id}`;

/** The encrypted body, if it is encrypted. */
const atRest = ({ atRest: data }: JsonObject): string | undefined => (typeof data === "string" ? data : undefined);
