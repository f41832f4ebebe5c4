import { Readable } from "node:stream";
import { defined } from "@hearth/kernel/defined.ts";
import type { HttpTransport } from "./endpoint-client.ts";
import { fetchOf, type Fetch } from "./peer-tls.ts";

/** Reaches a service directly: on the overlay or through a forwarded port. `origin`: such as `http://n2.hearth:8095`. */
export function fetchTransport(origin: string, limitMs = 60_000, fetch: Fetch = fetchOf(undefined)): HttpTransport {
  return async ({ method, path, headers, body, streams }) => {
    const isText = typeof body === "string" || body === undefined;
    const response = await fetch(new URL(path, origin), {
      method,
      headers,
      ...(isText && streams !== true ? { signal: AbortSignal.timeout(limitMs) } : {}),
      ...(body === undefined ? {} : { body: isText ? body : Readable.toWeb(Readable.from(bytesOf(body))) }),
    });
    return {
      status: response.status,
      ...defined({ retryAfter: response.headers.get("retry-after") ?? undefined }),
      body: response.body ?? (async function* () {})(),
    };
  };
}

async function* bytesOf(parts: AsyncIterable<string | Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const part of parts) yield typeof part === "string" ? Buffer.from(part) : part;
}
