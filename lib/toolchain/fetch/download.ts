import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf } from "@hearth/kernel/errors.ts";

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Limit for the first answer; 3 s by default, because on many networks vendors do not answer at all. */
  readonly answerLimitMs?: number;
  /** Maximum pause between two chunks; 10 s by default. */
  readonly stallLimitMs?: number;
}

/** Downloads the URL to a file and returns its sha256. Rejects with a plain Error with a short reason. */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<string> {
  const { signal, answerLimitMs = 3_000, stallLimitMs = 10_000 } = options;
  const given = new AbortController();
  const giveUpAfter = (durationMs: number): NodeJS.Timeout =>
    setTimeout(() => given.abort(new Error(`no answer within ${durationMs / 1_000} s`)), durationMs);
  let timer = giveUpAfter(answerLimitMs);
  const ended = signal === undefined ? given.signal : AbortSignal.any([given.signal, signal]);
  try {
    const response = await fetch(url, { signal: ended });
    if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
    const hash = createHash("sha256");
    const watch = new Transform({
      transform(piece: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = giveUpAfter(stallLimitMs);
        hash.update(piece);
        done(null, piece);
      },
    });
    await pipeline(response.body, watch, createWriteStream(file), { signal: ended });
    return hash.digest("hex");
  } catch (thrown) {
    signal?.throwIfAborted();
    throw given.signal.aborted ? (given.signal.reason as Error) : new Error(reasonOf(thrown), { cause: thrown });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` says "fetch failed" and hides why in its cause. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return messageOf(cause ?? thrown);
}
