import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { sshStream, type SshStreamOptions } from "../ssh/ssh-stream.ts";

export interface Forward {
  readonly port: number;
  readonly close: () => void;
}

/** A port of this machine's loopback that leads through a node, until it is closed or this program ends. */
export async function openForward(options: SshStreamOptions, { port = 0 } = {}): Promise<Forward> {
  const server = createServer((socket) => {
    const stream = sshStream(options);
    pipeline(socket, stream, socket, () => undefined);
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
