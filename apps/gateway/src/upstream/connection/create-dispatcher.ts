import { Agent } from "./undici.ts";

/**
 * Connections to the experts, kept alive and reused per instance, without a maximum. Undici's own time limits are off: the attempt
 * has its own, and undici's are only accurate to half a second.
 */
export function createDispatcher(connectMs: number): Agent {
  return new Agent({ connections: null, connectTimeout: connectMs, headersTimeout: 0, bodyTimeout: 0, allowH2: false });
}
