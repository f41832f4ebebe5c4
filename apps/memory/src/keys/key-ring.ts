import { hash } from "node:crypto";
import { bearerKey } from "@hearth/service/http/bearer-key.ts";
import type { KeyScope } from "@hearth/contracts/memory/api/endpoint.ts";
import type { KeyFile } from "@hearth/contracts/memory/key-file.ts";
import type { MemoryKeyRecord } from "@hearth/contracts/memory/key-record.ts";

/** A key's owner and rights. */
export interface Caller {
  readonly id: string;
  readonly tenant: string;
  readonly agent?: string | undefined;
  readonly scopes: ReadonlySet<KeyScope>;
}

interface Entry {
  readonly caller: Caller;
  /** Unix milliseconds; Infinity: never. */
  readonly notAfterMs: number;
}

/**
 * The keys in use: those of the key file, and the records of keys that people created. Replaced as a whole, so a request sees the old
 * keys or the new ones, never a mixture. Keys are looked up by their SHA-256; apps/gateway/src/callers/keys/key-ring.ts says why that
 * needs no constant-time comparison.
 */
export class KeyRing {
  #entries: ReadonlyMap<string, Entry> = new Map();
  readonly #now: () => number;

  /** `now`: Unix milliseconds. */
  constructor(file: KeyFile, records: readonly MemoryKeyRecord[] = [], now: () => number = Date.now) {
    this.#now = now;
    this.replace(file, records);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Skips a record named like a key in the file: the two would share a rate and audit log entries. */
  replace(file: KeyFile, records: readonly MemoryKeyRecord[] = []): void {
    const taken = new Set(file.keys.map(({ id }) => id));
    const good = records.filter(({ id, revokedAt }) => revokedAt === undefined && !taken.has(id));
    this.#entries = new Map([...good.map(entryOf), ...file.keys.map(entryOf)]);
  }

  /** The caller of an `Authorization` header, or undefined. */
  callerOf(authorization: string | undefined): Caller | undefined {
    const key = bearerKey(authorization);
    if (key === undefined) return undefined;
    const entry = this.#entries.get(hash("sha256", key));
    return entry === undefined || entry.notAfterMs <= this.#now() ? undefined : entry.caller;
  }
}

/** `memories:read` includes `context`. */
const withIncluded = (scopes: readonly KeyScope[]): readonly KeyScope[] =>
  scopes.includes("memories:read") ? [...scopes, "context"] : scopes;

const entryOf = ({
  id,
  sha256,
  tenant,
  agent,
  scopes,
  notAfter,
}: KeyFile["keys"][number] & Pick<MemoryKeyRecord, "notAfter">): readonly [string, Entry] => [
  sha256,
  {
    caller: { id, tenant, agent, scopes: new Set(withIncluded(scopes)) },
    notAfterMs: notAfter === undefined ? Infinity : Date.parse(notAfter),
  },
];
