import { request, type IncomingMessage, type Server } from "node:http";
import { duplexPair } from "node:stream";

export interface InnerRequest {
  readonly path: string;
  readonly body: Buffer;
  /** `name: value` as a caller would send them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of whoever is behind it, for the door. */
  readonly remoteAddress: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Sends a request to the gateway's own server over a connection in memory, so that it goes through every stage that a caller's own
 * request does. Ends when the signal aborts, which the stages take for a caller that left.
 */
export function innerRequest(
  server: Server,
  { path, body, headers, remoteAddress, signal }: InnerRequest,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const [near, far] = duplexPair();
    Object.assign(far, { remoteAddress });
    // What listens for `connection` on a TLS server would wait for a handshake.
    server.emit(server.listenerCount("secureConnection") > 0 ? "secureConnection" : "connection", far);
    const call = request({
      method: "POST",
      host: "gateway",
      path,
      headers: { ...headers, "content-type": "application/json", "content-length": body.length },
      createConnection: () => near,
      signal,
    });
    // A pair does not tell one side of the other's end by itself.
    call.once("close", () => {
      near.destroy();
      far.destroy();
    });
    call.once("error", reject);
    call.once("response", resolve);
    call.end(body);
  });
}
