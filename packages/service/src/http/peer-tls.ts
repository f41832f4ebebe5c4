import { readFileSync } from "node:fs";
import { once } from "node:events";
import { Agent, request, type AgentOptions } from "node:https";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { checkServerIdentity, type ConnectionOptions } from "node:tls";
import { HearthError, reasonOf } from "@hearth/kernel/errors.ts";

/** How a service recognises another one. */
export interface PeerTls {
  /** PEM file of the authority that signed its certificate. */
  readonly caFile: string;
  /** The name that its certificate must have, whichever machine it runs on. */
  readonly serverName: string;
}

/**
 * What `tls.connect` needs for a connection to another service. The address comes from Consul, so it is not the address's name that
 * is checked but the service's own: no other service and no machine has a certificate for that. Throws CONFIG_INVALID for an unreadable file.
 */
export function peerOptions({ caFile, serverName }: PeerTls): Pick<ConnectionOptions, "ca" | "checkServerIdentity"> {
  try {
    return {
      ca: readFileSync(caFile, "utf8"),
      checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
    };
  } catch (cause) {
    throw new HearthError({
      code: "CONFIG_INVALID",
      at: caFile,
      message: `the authority's certificate cannot be read: ${reasonOf(cause)}`,
      hint: "Name the PEM file of the cluster's authority.",
      cause,
    });
  }
}

export interface FetchInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream;
  readonly signal?: AbortSignal;
}

/** The part of `fetch` that services ask each other with. */
export type Fetch = (url: URL, init: FetchInit) => Promise<Response>;

/** `fetch` for a service that is asked over TLS; for others, and for `undefined`, Node's own. */
export const fetchOf = (tls: PeerTls | undefined): Fetch =>
  tls === undefined ? plainFetch : secureFetch(peerOptions(tls));

/** Asks its own port: the connection does not leave the process, so the certificate proves nothing. */
export const ownFetch: Fetch = (url, init) => (url.protocol === "https:" ? toItself(url, init) : plainFetch(url, init));

const plainFetch: Fetch = (url, init) =>
  fetch(url, { ...init, ...(typeof init.body === "object" ? { duplex: "half" } : {}) });

const toItself = secureFetch({ checkServerIdentity: () => undefined, rejectUnauthorized: false });

/** Fails as `fetch` does: with a TypeError that has a cause, or with the signal's reason. */
function secureFetch(options: AgentOptions): Fetch {
  const agent = new Agent({ ...options, keepAlive: true });
  return async (url, { method, headers, body, signal }) => {
    const outgoing = request(url, { agent, method, headers, ...(signal && { signal }) });
    try {
      const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
      if (typeof body === "object") {
        // What goes wrong with the request is known from `answered`; an answer may come before the body has gone.
        pipeline(Readable.fromWeb(body), outgoing).catch((thrown: unknown) => outgoing.destroy(thrown as Error));
      } else outgoing.end(body);
      const [incoming] = await answered;
      return toResponse(incoming);
    } catch (cause) {
      outgoing.destroy();
      if (signal?.aborted === true) throw signal.reason;
      throw new TypeError("fetch failed", { cause });
    }
  };
}

function toResponse(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const isEmpty = status === 204 || status === 304;
  if (isEmpty) incoming.resume();
  return new Response(isEmpty ? null : (Readable.toWeb(incoming) as ConstructorParameters<typeof Response>[0]), {
    status,
    headers,
  });
}
