import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

export interface RawExpert extends AsyncDisposable {
  readonly port: number;
}

/** An expert that writes a test's raw bytes, whether or not they are HTTP. `answer` is called for each request's head. */
export async function startRawExpert(answer: (socket: Socket, head: string) => void): Promise<RawExpert> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      const head = bytes.toString("latin1");
      if (head.startsWith("POST ")) answer(socket, head);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
