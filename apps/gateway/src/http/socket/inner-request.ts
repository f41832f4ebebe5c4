import { request, type IncomingMessage, type Server } from "node:http";
import { duplexPair } from "node:stream";

export interface InnerRequest {
  readonly path: string;
  readonly body: Buffer;
  /** As a caller would send them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The socket's remote address, for the access rules. */
  readonly remoteAddress: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Sends a request to the gateway's own server over an in-memory connection, so that it goes through every stage like a caller's
 * request. When the signal aborts, the stages see a caller that left.
 */
export function innerRequest(
  server: Server,
  { path, body, headers, remoteAddress, signal }: InnerRequest,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const [near, far] = duplexPair();
    Object.assign(far, { remoteAddress });
    // On a TLS server, `connection` would wait for a handshake.
    server.emit(server.listenerCount("secureConnection") > 0 ? "secureConnection" : "connection", far);
    const call = request({
      method: "POST",
      host: "gateway",
      path,
      headers: { ...headers, "content-type": "application/json", "content-length": body.length },
      createConnection: () => near,
      signal,
    });
    // Destroying one side of a duplex pair does not end the other.
    call.once("close", () => {
      near.destroy();
      far.destroy();
    });
    call.once("error", reject);
    call.once("response", resolve);
    call.end(body);
  });
}
