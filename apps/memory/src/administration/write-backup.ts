import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Store } from "../store/store.ts";

export interface BackupPolicy {
  readonly folder: string;
  /** Number of backups to keep; older ones are removed once a new one is complete. */
  readonly keep: number;
}

export interface WrittenBackup {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly milliseconds: number;
}

const ours = /^memory-[0-9TZ-]+\.db$/;

/** Writes a copy of the whole store while it is in use. Names sort by time; a failed copy leaves no file. */
export async function writeBackup(store: Store, { folder, keep }: BackupPolicy, at: Date): Promise<WrittenBackup> {
  const start = performance.now();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `memory-${at.toISOString().replaceAll(/[:.]/g, "-")}.db`);
  await store.backup(file);
  const digest = createHash("sha256");
  await pipeline(createReadStream(file), digest);
  const names = (await readdir(folder)).filter((name) => ours.test(name)).sort();
  for (const name of names.slice(0, -keep)) await rm(join(folder, name), { force: true });
  const { size } = await stat(file);
  return { file, bytes: size, sha256: digest.digest("hex"), milliseconds: Math.round(performance.now() - start) };
}
