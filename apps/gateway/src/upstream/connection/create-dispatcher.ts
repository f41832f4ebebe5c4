import { Agent } from "./undici.ts";

/**
 * Connections to the experts, kept and reused per instance, as many as are needed. The time limits of an answer are the
 * attempt's own: here they would be counted a second time, and only to half a second.
 */
export function createDispatcher(connectMs: number): Agent {
  return new Agent({ connections: null, connectTimeout: connectMs, headersTimeout: 0, bodyTimeout: 0, allowH2: false });
}
