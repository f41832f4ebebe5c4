import { once } from "node:events";
import { connect } from "node:net";

/** Sends raw bytes, one write per part, and collects the answer until the connection ends. */
export async function rawRequest(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const received: Buffer[] = [];
  socket.on("data", (chunk) => received.push(chunk));
  // The gateway may close the connection while the request is still being sent.
  socket.on("error", () => undefined);
  for (const part of parts) socket.write(part);
  await once(socket, "close");
  return Buffer.concat(received).toString();
}

/** The status and the error's code of each answer on a connection. */
export function answersIn(bytes: string): readonly string[] {
  return bytes.split(/(?=HTTP\/1\.1 )/).map((answer) => {
    const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? "none";
    const code = /"code":"(\w+)"/.exec(answer)?.[1];
    return code === undefined ? status : `${status} ${code}`;
  });
}
