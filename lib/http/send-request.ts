import { request as httpRequest, type Agent, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { defined } from "@hearth/kernel/defined.ts";

export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent with its length if it is a string, in chunks otherwise. */
  readonly body?: string | AsyncIterable<string | Uint8Array> | undefined;
  /** How connections are made; Node's own by default. */
  readonly agent?: Agent | undefined;
  /** How long both sides may be silent; then the request fails with "no answer in N s". */
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request. Resolves when the answer begins; the caller reads its body. Rejects with the connection's error. */
export function sendRequest(request: OutgoingRequest): Promise<IncomingMessage> {
  const { method, url, headers, body, agent, silenceMs, signal } = request;
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      method,
      headers: { ...headers, ...(typeof body === "string" ? { "content-length": Buffer.byteLength(body) } : {}) },
      ...defined({ agent, signal }),
    });
    // A timer of our own, because a connection through SSH is not a socket and has none.
    const timer = setTimeout(() => outgoing.destroy(new Error(`no answer in ${silenceMs / 1_000} s`)), silenceMs);
    outgoing.on("close", () => clearTimeout(timer));
    outgoing.on("error", (error) => reject(signal?.aborted === true ? (signal.reason as Error) : error));
    outgoing.on("response", (incoming) => {
      incoming.on("data", () => timer.refresh()).pause();
      resolve(incoming);
    });
    if (body === undefined || typeof body === "string") outgoing.end(body);
    else {
      Readable.from(body)
        .on("data", () => timer.refresh())
        .on("error", (error) => outgoing.destroy(error))
        .pipe(outgoing);
    }
  });
}
