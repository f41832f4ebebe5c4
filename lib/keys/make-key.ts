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

/** How keys begin, so that scanners for leaked secrets find them, and people see what a key is for. */
const prefixes = { gateway: "hearth_", memory: "hearth_memory_", mqtt: "hearth_mqtt_" };

/** A new key: a prefix and 32 characters. */
export function makeKey(service: keyof typeof prefixes = "gateway"): NewKey {
  const key = `${prefixes[service]}${randomBytes(24).toString("base64url")}`;
  return { key, sha256: hash("sha256", key) };
}
