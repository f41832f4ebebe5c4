import { hash, randomBytes } from "node:crypto";

export interface NewKey {
  /** Shown once and not stored. */
  readonly key: string;
  /**
   * The only part that is stored. 192 random bits can neither be guessed nor derived from their digest, so a slow hash would only
   * slow down each request.
   */
  readonly sha256: string;
}

/** A new key, as in `hearth_` and 32 characters. The prefix lets scanners for leaked secrets find it. */
export function makeKey(): NewKey {
  const key = `hearth_${randomBytes(24).toString("base64url")}`;
  return { key, sha256: hash("sha256", key) };
}
