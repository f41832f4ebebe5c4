import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { describeFile, findDamage } from "../toolchain/installed/manifest.ts";
import type { DepotItem } from "./depot-item.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import type { DepotSource } from "./depot-source.ts";

export interface DepotFolders {
  /** In the cache: each pack beside `<pack>.json`, which says what it was when it was made. */
  readonly packed: string;
  /** In the stack's folder: `<sha256>/<file>`. */
  readonly depot: string;
}

const record = z.object({
  /** The source's: packs of one name are versions of each other. */
  name: z.string().default(""),
  path: z.string(),
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  sha256: z.string(),
});
type PackRecord = z.infer<typeof record>;

/**
 * Brings one file of the depot to its place, packed first where there is no whole pack of it.
 * Fails with CHECKSUM_MISMATCH where its content is not what it has to be; nothing is left of it then.
 */
export async function layOut(source: DepotSource, folders: DepotFolders, log: Log): Promise<DepotItem> {
  const packed = join(folders.packed, source.key);
  const { sha256 } = (await findPack(source, packed, log)) ?? (await pack(source, packed, log));
  const target = join(folders.depot, sha256, source.file);
  if (!isSameFile(packed, target)) {
    mkdirSync(dirname(target), { recursive: true });
    rmSync(target, { force: true });
    linkOrCopy(packed, target);
  }
  return { name: source.name, file: source.file, sha256 };
}

/** What is known of a pack that is there and whole. One of the same size and time is taken as unchanged, any other is hashed. */
async function findPack({ name, sha256 }: DepotSource, packed: string, log: Log): Promise<PackRecord | undefined> {
  const found = readRecord(`${packed}.json`);
  if (found === undefined) return undefined;
  const [damage] = await findDamage(dirname(packed), { files: [found] });
  if (damage === undefined) {
    // So that `hearth tools prune` knows when it was last asked for, and what it is a version of.
    replaceFile(`${packed}.json`, JSON.stringify({ ...found, name }));
    return sha256 === undefined || sha256 === found.sha256 ? found : undefined;
  }
  log.warn(`the packed ${name} is damaged (${damage}); packing it again`);
  return undefined;
}

function readRecord(file: string): PackRecord | undefined {
  try {
    return record.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

function pack(source: DepotSource, packed: string, log: Log): Promise<PackRecord> {
  return log.step(`pack ${source.name}`, async (progress) => {
    const partial = `${packed}.${process.pid}`;
    try {
      await source.make(partial, { log, progress });
      const made = record.parse(await describeFile(dirname(partial), basename(partial)));
      if (source.sha256 !== undefined && source.sha256 !== made.sha256) throw mismatch(source.sha256, source, made);
      renameSync(partial, packed);
      const written = { ...made, name: source.name, path: basename(packed) };
      // Written last: a pack that was cut off has no record and is made again.
      replaceFile(`${packed}.json`, JSON.stringify(written));
      return written;
    } finally {
      rmSync(partial, { force: true });
    }
  });
}

const mismatch = (pinned: string, { file }: DepotSource, made: PackRecord): HearthError =>
  new HearthError({
    code: "CHECKSUM_MISMATCH",
    message: `${file} has checksum ${made.sha256}, and the models file asks for ${pinned}`,
    hint: "Nothing was installed. Correct `sha256` in models.yaml if it is the mistake; else find out what changed the file.",
  });

const isSameFile = (one: string, other: string): boolean => {
  if (!existsSync(other)) return false;
  const [first, second] = [statSync(one), statSync(other)];
  return first.ino === second.ino && first.dev === second.dev;
};
