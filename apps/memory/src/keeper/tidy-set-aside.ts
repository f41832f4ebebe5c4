import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { sealFile, unseal } from "./seal.ts";

interface TidyOptions {
  readonly database: string;
  readonly sealKey: Buffer;
  readonly now: Date;
}

const keptMs = 30 * 86_400_000;
const sealedSuffix = ".sealed";

/**
 * Encrypts databases that were set aside, and deletes those of more than 30 days: what somebody has forgotten must not stay readable on
 * every node that the service ever ran on. Returns how many files were encrypted and how many folders deleted.
 */
export async function tidySetAside({
  database,
  sealKey,
  now,
}: TidyOptions): Promise<{ sealed: number; deleted: number }> {
  const root = join(dirname(database), "set-aside");
  let [sealed, deleted] = [0, 0];
  for (const name of existsSync(root) ? await readdir(root) : []) {
    const folder = join(root, name);
    if (now.getTime() - setAsideMs(name) > keptMs) {
      await rm(folder, { recursive: true, force: true });
      deleted += 1;
      continue;
    }
    for (const file of (await readdir(folder)).filter((each) => !each.endsWith(sealedSuffix))) {
      const path = join(folder, file);
      if (!file.endsWith(".partial")) {
        await seal(path, sealKey);
        sealed += 1;
      }
      await rm(path, { force: true });
    }
  }
  return { sealed, deleted };
}

/** Writes a file that was set aside, decrypted, to `target`. */
export async function openSetAside(file: string, target: string, sealKey: Buffer): Promise<void> {
  await unseal(createReadStream(file), target, {
    place: placeOf(file.slice(0, -sealedSuffix.length)),
    secret: sealKey,
  });
}

async function seal(path: string, secret: Buffer): Promise<void> {
  const partial = `${path}${sealedSuffix}.partial`;
  await pipeline(
    sealFile(path, { place: placeOf(path), secret }),
    createWriteStream(partial, { mode: 0o600, flush: true }),
  );
  await rename(partial, `${path}${sealedSuffix}`);
}

const placeOf = (path: string): string => `set-aside/${basename(dirname(path))}/${basename(path)}`;

/** The time in a folder's name, such as `3-20261121T164010123Z`; the end of time if there is none, so that it is kept. */
function setAsideMs(name: string): number {
  const found = /^\d+-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(name);
  if (found === null) return Infinity;
  const [, year = "", month = "", day = "", hour = "", minute = "", second = ""] = found;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
