import { hash, timingSafeEqual } from "node:crypto";
import type { KeyFile } from "./key-file.ts";

/** The caller that a key belongs to. */
export interface Caller {
  readonly id: string;
}

/** The keys in use; replaced as a whole when the file is read again, so a request sees the old or the new, never a mixture. */
export class KeyRing {
  #keys: readonly { readonly caller: Caller; readonly digest: Buffer }[] = [];

  constructor(file: KeyFile) {
    this.replace(file);
  }

  get size(): number {
    return this.#keys.length;
  }

  replace(file: KeyFile): void {
    this.#keys = file.keys.map(({ id, sha256 }) => ({ caller: { id }, digest: Buffer.from(sha256, "hex") }));
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
