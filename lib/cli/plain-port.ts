import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { connect as connectSecurely } from "node:tls";

export interface SecureTarget {
  /** The forwarded port on this computer, which speaks TLS. */
  readonly port: number;
  /** PEM of the cluster's authority. */
  readonly ca: string;
  /** The name in the service's certificate. */
  readonly serverName: string;
}

export interface PlainPort {
  readonly port: number;
  /** The forwarded port. */
  readonly target: number;
  readonly close: () => void;
}

/**
 * Opens a port on this computer's loopback for programs that do not know the cluster's authority. What they send leaves the computer
 * over TLS alone, to the service with this name. Throws EADDRINUSE where the port is taken.
 */
export async function openPlainPort(port: number, { port: target, ca, serverName }: SecureTarget): Promise<PlainPort> {
  const server = createServer((plain) => {
    const secure = connectSecurely({ port: target, host: "127.0.0.1", ca, servername: serverName });
    // Where one side ends, so does the other; why is for the program and the service to say.
    pipeline(plain, secure, plain).catch(() => undefined);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, target, close: () => void server.close() };
}
