import type { Duplex } from "node:stream";
import type { ApiError } from "../../domain/api-error.ts";

/** Answers an upgrade with an error in OpenAI's form, and closes. */
export function refuseUpgrade(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(error);
  socket.once("error", () => undefined);
  socket.end(
    `HTTP/1.1 ${error.row.status} Refused\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
