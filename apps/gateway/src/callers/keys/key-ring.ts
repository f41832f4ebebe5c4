import { hash } from "node:crypto";
import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import type { Caller } from "../../domain/caller.ts";
import type { KeyFile } from "@hearth/contracts/gateway/key-file.ts";
import { toCaller } from "./to-caller.ts";

/** Why a key was refused. Goes to the log only: callers are not told the reason. */
export type Refusal = "missing" | "unknown" | "expired" | "revoked";

interface Entry {
  readonly caller: Caller;
  readonly revoked: boolean;
  /** Unix milliseconds; Infinity: never. */
  readonly notAfterMs: number;
}

/**
 * The keys in use: those of the key file and those of Consul. Each source is replaced as a whole, so a request sees the old keys or
 * the new ones, never a mixture.
 *
 * Keys are looked up in a Map by their SHA-256; no constant-time comparison is needed. The Map's timing depends only on the digest
 * of what was sent. To learn a stored digest from it, an attacker would have to find inputs with chosen SHA-256 digests, and a
 * digest is still not a key.
 */
export class KeyRing {
  #file: ReadonlyMap<string, Entry> = new Map();
  #records: ReadonlyMap<string, Entry> = new Map();
  readonly #now: () => number;

  /** `now`: Unix milliseconds. */
  constructor(file: KeyFile, now: () => number = Date.now) {
    this.#now = now;
    this.replace(file);
  }

  get size(): number {
    return this.#file.size + this.#records.size;
  }

  /** Replaces the keys of the key file, which have all rights. */
  replace(file: KeyFile): void {
    this.#file = new Map(
      file.keys.map(({ id, sha256 }) => [sha256, { caller: { id }, revoked: false, notAfterMs: Infinity }]),
    );
  }

  /** Replaces the keys from Consul. Skips a record named like a key in the file: the two would share limits and log lines. */
  replaceRecords(records: readonly KeyRecord[]): void {
    const taken = new Set(Array.from(this.#file.values(), ({ caller }) => caller.id));
    this.#records = new Map(records.filter(({ id }) => !taken.has(id)).flatMap(entriesOf));
  }

  /** The caller who holds the key, or why it was refused. */
  identify(key: string | undefined): Caller | Refusal {
    if (key === undefined) return "missing";
    const digest = hash("sha256", key);
    const entry = this.#file.get(digest) ?? this.#records.get(digest);
    if (entry === undefined) return "unknown";
    if (entry.revoked) return "revoked";
    return entry.notAfterMs <= this.#now() ? "expired" : entry.caller;
  }
}

function entriesOf(record: KeyRecord): readonly (readonly [string, Entry])[] {
  const caller = toCaller(record);
  const end = (moment: string | undefined): number => (moment === undefined ? Infinity : Date.parse(moment));
  return record.secrets.map(({ sha256, notAfter }) => [
    sha256,
    { caller, revoked: record.revokedAt !== undefined, notAfterMs: Math.min(end(notAfter), end(record.notAfter)) },
  ]);
}
