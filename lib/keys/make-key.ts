import { hash, randomBytes } from "node:crypto";

export interface NewKey {
  /** Shown once and kept nowhere. */
  readonly key: string;
  /** All that is kept: 192 random bits can neither be guessed nor found from their digest, so a slow hash would only cost each request. */
  readonly sha256: string;
}

/** A new key, as in `hearth_` and 32 characters. The prefix lets scanners for leaked secrets find it. */
export function makeKey(): NewKey {
  const key = `hearth_${randomBytes(24).toString("base64url")}`;
  return { key, sha256: hash("sha256", key) };
}
