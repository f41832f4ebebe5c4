import { hash, timingSafeEqual } from "node:crypto";

/** The key in an `Authorization: Bearer KEY` header. */
export const bearerKey = (authorization: string | undefined): string | undefined =>
  authorization === undefined ? undefined : /^bearer +(\S+) *$/i.exec(authorization)?.[1];

/**
 * Whether a header has this one key. Digests are compared, in a time that does not depend on what was sent. A service with many keys
 * looks up the digest instead; see the gateway's key-ring.ts.
 */
export function createKeyCheck(key: string): (authorization: string | undefined) => boolean {
  const digest = hash("sha256", key, "buffer");
  return (authorization) => timingSafeEqual(hash("sha256", bearerKey(authorization) ?? "", "buffer"), digest);
}
