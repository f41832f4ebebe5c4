import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { ApiError } from "../api/api-error.ts";

/** The whole body as text. Throws ApiError `request_too_large` as soon as that is known, `bad_request` when the caller leaves. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw new ApiError(
      "unsupported_encoding",
      `Content-Encoding '${encoding}' is not supported; send the body as it is.`,
    );
  }
  const tooLarge = (): ApiError => new ApiError("request_too_large", `The body is larger than ${limitBytes} bytes.`);
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let received = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > limitBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (thrown instanceof ApiError) throw thrown;
    throw new ApiError("bad_request", "The connection was closed before the request was complete.");
  }
  const body = Buffer.concat(chunks);
  if (!isUtf8(body)) throw new ApiError("invalid_json", "The body is not valid UTF-8.");
  return body.toString();
}
