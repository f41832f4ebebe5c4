import { hash } from "node:crypto";
import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import type { Caller } from "../../domain/caller.ts";
import type { KeyFile } from "@hearth/contracts/gateway/key-file.ts";
import { toCaller } from "./to-caller.ts";

/** Why a key is no good; for the log, while callers learn only that it is not. */
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
 * A key is found by its SHA-256 in a Map, in the same time however many keys there are. How long the Map takes depends on the digest
 * of what was sent; to learn a stored digest from that, one would have to choose inputs by their SHA-256, and a digest would still not
 * be a key. So there is no need to compare with every key in constant time.
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

  /** Takes the keys of the key file, which may do everything. */
  replace(file: KeyFile): void {
    this.#file = new Map(
      file.keys.map(({ id, sha256 }) => [sha256, { caller: { id }, revoked: false, notAfterMs: Infinity }]),
    );
  }

  /** Takes the keys of Consul. A record with the name of a key in the file is left out: the two would share limits and log lines. */
  replaceRecords(records: readonly KeyRecord[]): void {
    const taken = new Set(Array.from(this.#file.values(), ({ caller }) => caller.id));
    this.#records = new Map(records.filter(({ id }) => !taken.has(id)).flatMap(entriesOf));
  }

  /** The caller of a key, or why there is none. */
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
