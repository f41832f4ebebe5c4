import { hash, timingSafeEqual } from "node:crypto";
import type { KeyScope } from "../api/endpoint.ts";
import type { KeyFile } from "./key-file.ts";

/** Whom a key belongs to, and what it may do. */
export interface Caller {
  readonly id: string;
  readonly tenant: string;
  readonly agent?: string | undefined;
  readonly scopes: ReadonlySet<KeyScope>;
}

/** The keys in use; replaced as a whole when the file is read again. */
export class KeyRing {
  #keys: readonly { readonly caller: Caller; readonly digest: Buffer }[] = [];

  constructor(file: KeyFile) {
    this.replace(file);
  }

  get size(): number {
    return this.#keys.length;
  }

  replace(file: KeyFile): void {
    this.#keys = file.keys.map(({ id, tenant, agent, scopes, sha256 }) => ({
      caller: { id, tenant, agent, scopes: new Set(scopes) },
      digest: Buffer.from(sha256, "hex"),
    }));
  }

  /** The caller of an `Authorization` header, or undefined. Compares with every key, whichever matches. */
  callerOf(authorization: string | undefined): Caller | undefined {
    const key = /^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (key === undefined) return undefined;
    const digest = hash("sha256", key, "buffer");
    let found: Caller | undefined;
    for (const known of this.#keys) if (timingSafeEqual(known.digest, digest)) found = known.caller;
    return found;
  }
}
