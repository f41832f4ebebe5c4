import { Readable } from "node:stream";
import type { MemoryTransport } from "./transport.ts";

/** Silence after which an answer is given up. */
const limitMs = 60_000;

/** Reaches the service directly: on the overlay, or through a port that is forwarded. `origin` is `http://n2.hearth:8095`. */
export function fetchTransport(origin: string): MemoryTransport {
  return async ({ method, path, headers, body }) => {
    const isText = typeof body === "string" || body === undefined;
    const response = await fetch(new URL(path, origin), {
      method,
      headers,
      ...(isText ? { signal: AbortSignal.timeout(limitMs) } : {}),
      ...(body === undefined ? {} : { body: isText ? body : Readable.toWeb(Readable.from(body)), duplex: "half" }),
    });
    const retryAfter = response.headers.get("retry-after");
    return {
      status: response.status,
      ...(retryAfter === null ? {} : { retryAfter }),
      body: response.body ?? (async function* () {})(),
    };
  };
}
