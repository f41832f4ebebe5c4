import { hash } from "node:crypto";
import { bearerKey } from "@hearth/service/http/bearer-key.ts";
import type { KeyScope } from "@hearth/contracts/memory/api/endpoint.ts";
import type { KeyFile } from "@hearth/contracts/memory/key-file.ts";
import type { MemoryKeyRecord } from "@hearth/contracts/memory/key-record.ts";

/** Whom a key belongs to, and what it may do. */
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
 * The keys in use: those of the key file, and the records of keys that people made. Replaced as a whole, so a request sees the old keys
 * or the new ones, never a mixture. A key is found by its SHA-256, as the gateway's keys are: apps/gateway/src/callers/keys/key-ring.ts says why
 * that may take a time that depends on the digest.
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

  /** A record with the name of a key in the file is left out: the two would share a rate and lines of the audit log. */
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

/** Who may read memories may have them chosen for a request too. */
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
