import type { IncomingMessage } from "node:http";
import { FrameError } from "./service-error.ts";

const empty = Buffer.alloc(0);

/**
 * Reads the whole body. Throws FrameError `request_too_large` as early as possible, `bad_request` if the caller leaves, and what
 * `count`, called with the size of each piece, throws.
 */
export function readBody(
  request: IncomingMessage,
  limitBytes: number,
  count?: (bytes: number) => void,
): Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw new FrameError(
      "unsupported_encoding",
      `Content-Encoding '${encoding}' is not supported; send the body as it is.`,
    );
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const end = (error?: Error): void => {
      request.off("data", onData).off("end", end).off("close", onClose).off("error", end);
      if (error === undefined) resolve(chunks.length === 1 ? (chunks[0] ?? empty) : Buffer.concat(chunks));
      else reject(error);
    };
    const tooLarge = (): void =>
      end(new FrameError("request_too_large", `The body is larger than ${limitBytes} bytes.`));
    const onClose = (): void =>
      end(new FrameError("bad_request", "The connection was closed before the request was complete."));
    const onData = (chunk: Buffer): void => {
      try {
        count?.(chunk.length);
      } catch (error) {
        end(error as Error);
        return;
      }
      received += chunk.length;
      chunks.push(chunk);
      if (received > limitBytes) tooLarge();
    };
    request.on("data", onData).once("end", end).once("close", onClose).once("error", end);
    if (Number(request.headers["content-length"] ?? 0) > limitBytes) tooLarge();
  });
}
