import type { Duplex } from "node:stream";
import { ApiError } from "../api/api-error.ts";

/** What Node's parser refuses, in our form; the connection is closed, since nothing on it can be trusted any more. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const answer = toAnswer(error.code);
  const body = JSON.stringify(answer);
  socket.end(
    `HTTP/1.1 ${answer.status} Error\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function toAnswer(code: string | undefined): ApiError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new ApiError("request_timeout", "The request was not sent in time.");
  if (code === "HPE_HEADER_OVERFLOW") return new ApiError("headers_too_large", "The request's headers are too large.");
  return new ApiError("bad_request", "This is not a valid HTTP request.");
}
