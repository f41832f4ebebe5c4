import { open } from "node:fs/promises";
import { GgufProblem, MoreBytesNeeded } from "./gguf-problem.ts";
import { parseGgufHeader, type GgufHeader } from "./parse-gguf-header.ts";

/** A file of which parts can be read: on disk, or on a server that knows ranges. */
export interface ByteSource {
  readonly fileBytes: number;
  /** The bytes from `begin` up to, and without, `end`; fewer only where the file ends. */
  readonly read: (begin: number, end: number) => Promise<Uint8Array>;
}

const firstBytes = 2 ** 20;
/** The longest header seen, of a vocabulary of 262,144 tokens, takes 16 MB. */
const longestHeader = 2 ** 28;

/** Reads a header and no more of the file than it needs. Throws GgufProblem. */
export async function readGgufHeader(source: ByteSource): Promise<GgufHeader> {
  let bytes = await source.read(0, Math.min(firstBytes, source.fileBytes));
  for (;;) {
    try {
      return parseGgufHeader(bytes, source.fileBytes);
    } catch (thrown) {
      if (!(thrown instanceof MoreBytesNeeded)) throw thrown;
      if (thrown.atLeast > longestHeader) throw tooLong(thrown.atLeast);
      const end = Math.min(Math.max(thrown.atLeast, 4 * bytes.length), source.fileBytes);
      const more = await source.read(bytes.length, end);
      if (more.length < end - bytes.length)
        throw new GgufProblem(`the file ended at byte ${bytes.length + more.length}`);
      bytes = Buffer.concat([bytes, more]);
    }
  }
}

const tooLong = (bytes: number): GgufProblem =>
  new GgufProblem(`the header goes on to byte ${bytes}, and at most ${longestHeader} are read`);

/** The header of a file on disk. */
export async function readGgufFile(path: string): Promise<GgufHeader> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const read = async (begin: number, end: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - begin), 0, end - begin, begin);
      return buffer.subarray(0, bytesRead);
    };
    return await readGgufHeader({ fileBytes: size, read });
  } finally {
    await file.close();
  }
}
