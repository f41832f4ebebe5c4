import type { Server } from "node:http";
import { Socket } from "node:net";

export interface ConnectionLimits {
  /** All connections together. */
  readonly connections: number;
  /** Those of one address. */
  readonly connectionsPerAddress: number;
}

/** How long a connection too many may stay, for the answer to its first request. */
const refusedMs = 2_000;

/**
 * Limits connections, of all together and of each address. Returns whether a connection is one too many for its address: its request is
 * to be refused.
 */
export function limitConnections(
  server: Server,
  { connections, connectionsPerAddress }: ConnectionLimits,
): (connection: object) => boolean {
  const byAddress = new Map<string, number>();
  const refused = new WeakSet<object>();
  server.maxConnections = connections;
  server.prependListener("connection", (connection: unknown) => {
    // A WebSocket's inner requests come over connections in memory.
    if (!(connection instanceof Socket)) return;
    const { remoteAddress: address = "" } = connection;
    const open = (byAddress.get(address) ?? 0) + 1;
    byAddress.set(address, open);
    connection.once("close", () => {
      const left = (byAddress.get(address) ?? 0) - 1;
      if (left > 0) byAddress.set(address, left);
      else byAddress.delete(address);
    });
    if (open <= connectionsPerAddress) return;
    refused.add(connection);
    const timer = setTimeout(() => connection.destroy(), refusedMs).unref();
    connection.once("close", () => clearTimeout(timer));
  });
  return (connection) => refused.has(connection);
}
