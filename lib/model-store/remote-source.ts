import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import type { ByteSource } from "../models/gguf/read-gguf.ts";
import { openUrl, type OpenOptions } from "../toolchain/fetch/open-url.ts";

/** A file on a server. Rejects with an Error with a short reason. */
export async function remoteSource(url: string, options: Pick<OpenOptions, "signal"> = {}): Promise<ByteSource> {
  const ask = (begin: number, end: number): Promise<IncomingMessage> =>
    openUrl(url, { ...options, headers: { range: `bytes=${begin}-${end - 1}` } });
  const first = await ask(0, 1);
  const { statusCode = 0, headers } = first;
  first.destroy();
  const sizeText = statusCode === 206 ? headers["content-range"]?.split("/")[1] : headers["content-length"];
  const fileBytes = Number(sizeText ?? Number.NaN);
  if (statusCode !== 206 && statusCode !== 200) throw new Error(`the server answered ${statusCode}`);
  if (!Number.isSafeInteger(fileBytes)) throw new Error("the server does not say how large the file is");
  return {
    fileBytes,
    read: async (begin, end) => {
      const answer = await ask(begin, end);
      if (answer.statusCode === 206) return buffer(answer);
      if (answer.statusCode === 200) return firstBytes(answer, { begin, end });
      answer.destroy();
      throw new Error(`the server answered ${answer.statusCode ?? 0}`);
    },
  };
}

/** Of a server that does not know ranges: what comes before the wanted part is passed over. */
async function firstBytes(
  answer: AsyncIterable<Buffer> & { destroy: () => void },
  { begin, end }: { readonly begin: number; readonly end: number },
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of answer) {
    pieces.push(piece);
    length += piece.length;
    if (length >= end) break;
  }
  answer.destroy();
  return Buffer.concat(pieces).subarray(begin, end);
}
