import type { IncomingHttpHeaders } from "node:http";

/** What the server answers with; a browser hangs up where none of what it offered is taken. */
export const socketProtocol = "hearth";
const keyPrefix = "hearth-key.";

/**
 * The headers with a key that came as a subprotocol. Browsers let pages set no headers on a WebSocket, so a page offers two protocols,
 * `hearth` and `hearth-key.KEY`; in a URL the key would end up in histories and logs.
 */
export function withOfferedKey(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  if (headers.authorization !== undefined) return headers;
  const offered = headers["sec-websocket-protocol"]?.split(",").map((protocol) => protocol.trim()) ?? [];
  const key = offered.find((protocol) => protocol.startsWith(keyPrefix))?.slice(keyPrefix.length);
  return key === undefined ? headers : { ...headers, authorization: `Bearer ${key}` };
}
