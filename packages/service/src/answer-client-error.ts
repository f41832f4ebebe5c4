import type { Duplex } from "node:stream";

/** What Node's parser refuses before there is a request. */
export type ParserRefusal = "request_timeout" | "headers_too_large" | "bad_request";

/** How a service words a refusal: `JSON.stringify` of it is the body. */
export type WordRefusal = (code: ParserRefusal, message: string) => { readonly status: number };

/** A listener of `clientError`, which closes the connection: nothing on it can be trusted any more. */
export function answerClientError(word: WordRefusal): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  return (error, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const answer = word(...refusalOf(error.code));
    const body = JSON.stringify(answer);
    socket.end(
      `HTTP/1.1 ${answer.status} Error\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  };
}

function refusalOf(code: string | undefined): [ParserRefusal, string] {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return ["request_timeout", "The request was not sent in time."];
  if (code === "HPE_HEADER_OVERFLOW") return ["headers_too_large", "The request's headers are too large."];
  return ["bad_request", "This is not a valid HTTP request."];
}
