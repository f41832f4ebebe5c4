import type { IncomingHttpHeaders } from "node:http";

/** The subprotocol that the server selects; a browser closes the socket if none of its offers is selected. */
export const socketProtocol = "hearth";
const keyPrefix = "hearth-key.";

/**
 * The headers, with a key that was offered as a subprotocol. Pages cannot set headers on a WebSocket, so they offer two protocols,
 * `hearth` and `hearth-key.KEY`; in the URL the key would end up in histories and logs.
 */
export function withOfferedKey(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  if (headers.authorization !== undefined) return headers;
  const offered = headers["sec-websocket-protocol"]?.split(",").map((protocol) => protocol.trim()) ?? [];
  const key = offered.find((protocol) => protocol.startsWith(keyPrefix))?.slice(keyPrefix.length);
  return key === undefined ? headers : { ...headers, authorization: `Bearer ${key}` };
}
