import { hash, timingSafeEqual } from "node:crypto";

/** The key in an `Authorization: Bearer KEY` header. */
export const bearerKey = (authorization: string | undefined): string | undefined =>
  authorization === undefined ? undefined : /^bearer +(\S+) *$/i.exec(authorization)?.[1];

/**
 * Checks a header for a single key by comparing digests in constant time. A service with many keys looks up the digest instead; see
 * the gateway's key-ring.ts.
 */
export function createKeyCheck(key: string): (authorization: string | undefined) => boolean {
  const digest = hash("sha256", key, "buffer");
  return (authorization) => timingSafeEqual(hash("sha256", bearerKey(authorization) ?? "", "buffer"), digest);
}
