import { createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { defined } from "@hearth/kernel/defined.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";
import { openUrl, type OpenOptions } from "./open-url.ts";

export interface DownloadOptions extends Pick<OpenOptions, "signal" | "answerLimitMs" | "environment"> {
  /** Maximum pause between two pieces; 10 s by default. In three times that, 1,000 bytes a second have to arrive on average. */
  readonly stallLimitMs?: number;
  /** How often in a row a download may be cut off, or stall, before it is given up; 5 by default. */
  readonly attempts?: number;
  /** How long the file may become; a longer one is given up, so that no server can fill the disk. No limit by default. */
  readonly maxBytes?: number;
  /** Called with what has arrived, and the whole size if the server says it. */
  readonly onBytes?: (arrived: number, total: number | undefined) => void;
}

const slowestBytesPerSecond = 1_000;
/** A connection that brought this much was worth it. */
const worthwhileBytes = 2 ** 20;
const pauseMs = 200;

/**
 * Downloads the URL to a file and returns the file's sha256. If the file exists, it is taken for the beginning of a download that was
 * cut off, and only the rest is asked for; the caller's checksum shows whether that was right. Rejects with an Error with a short
 * reason, and leaves what has arrived.
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<string> {
  const { signal, attempts = 5 } = options;
  for (let failures = 0; ;) {
    const before = await sizeOf(file);
    try {
      await fetchRest(url, { file, have: before }, options);
      return await sha256OfFile(file);
    } catch (thrown) {
      signal?.throwIfAborted();
      const gained = (await sizeOf(file)) - before;
      failures = gained >= worthwhileBytes ? 0 : failures + 1;
      if (!(thrown instanceof CutOff) || failures >= attempts) throw thrown;
      await pause(pauseMs, undefined, defined({ signal }));
    }
  }
}

/** The answer ended before its end: asking for the rest may work. */
class CutOff extends Error {}

/** Asking again would bring the same. */
class TooLong extends Error {
  constructor(sizeBytes: number, maxBytes: number) {
    super(`the server sends at least ${sizeBytes} bytes, and the file has at most ${maxBytes}`);
  }
}

interface Beginning {
  readonly file: string;
  /** How many bytes of it there are. */
  readonly have: number;
}

async function fetchRest(url: string, { file, have }: Beginning, options: DownloadOptions): Promise<void> {
  const { signal, maxBytes = Infinity } = options;
  const answer = await openUrl(url, { ...options, headers: have === 0 ? {} : { range: `bytes=${have}-` } });
  const begin = beginOf(answer, have);
  if (begin === undefined) {
    answer.destroy();
    if (have === 0) throw new Error(`the server answered ${answer.statusCode ?? 0}`);
    await rm(file, { force: true });
    throw new CutOff(`the server answered ${answer.statusCode ?? 0}`);
  }
  const length = Number(answer.headers["content-length"]);
  const total = Number.isNaN(length) ? undefined : begin + length;
  if (total !== undefined && total > maxBytes) {
    answer.destroy();
    throw new TooLong(total, maxBytes);
  }
  const { watch, end } = watchOver(answer, { ...options, begin, total });
  try {
    await pipeline(answer, watch, createWriteStream(file, { flags: begin === 0 ? "w" : "a" }), defined({ signal }));
  } catch (thrown) {
    if (thrown instanceof TooLong) throw thrown;
    throw new CutOff(messageOf(thrown), { cause: thrown });
  } finally {
    end();
  }
}

/** Where in the file the answer's body begins; undefined if the answer is not the file. A server need not know ranges. */
function beginOf({ statusCode, headers }: IncomingMessage, have: number): number | undefined {
  if (statusCode === 200) return 0;
  return statusCode === 206 && headers["content-range"]?.startsWith(`bytes ${have}-`) === true ? have : undefined;
}

interface Watched extends DownloadOptions {
  readonly begin: number;
  readonly total: number | undefined;
}

/** Counts what passes, and ends the answer if nothing does for a while, or too little. */
function watchOver(answer: IncomingMessage, options: Watched): { readonly watch: Transform; readonly end: () => void } {
  const { stallLimitMs = 10_000, begin, total, onBytes, maxBytes = Infinity } = options;
  const paceMs = 3 * stallLimitMs;
  let [arrived, since] = [begin, 0];
  const give = (because: string, durationMs: number): void => {
    answer.destroy(new Error(`${because} within ${durationMs / 1_000} s`));
  };
  const stall = setTimeout(() => give("no answer", stallLimitMs), stallLimitMs);
  const pace = setInterval(() => {
    if ((since * 1_000) / paceMs < slowestBytesPerSecond) give(`only ${since} bytes`, paceMs);
    since = 0;
  }, paceMs);
  const watch = new Transform({
    transform(piece: Buffer, _encoding, done) {
      stall.refresh();
      arrived += piece.length;
      since += piece.length;
      if (arrived > maxBytes) {
        done(new TooLong(arrived, maxBytes));
        return;
      }
      onBytes?.(arrived, total);
      done(null, piece);
    },
  });
  const end = (): void => {
    clearTimeout(stall);
    clearInterval(pace);
  };
  return { watch, end };
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
