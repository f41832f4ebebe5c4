import { statSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "@hearth/kernel/errors.ts";
import { sealFile } from "./seal.ts";
import type { VaultClient } from "./vault-client.ts";

export interface KeepOptions {
  readonly database: string;
  readonly backupFolder: string;
  readonly node: string;
  readonly life: number;
  readonly vault: VaultClient;
  readonly sealKey: Buffer;
  readonly everyMs: number;
  readonly lookMs: number;
  /** Writes a whole copy of the database, which is in use, to a new file. */
  readonly copy: (file: string) => Promise<void>;
  readonly now: () => Date;
  readonly log: (event: string, fields: Readonly<Record<string, string | number>>) => void;
}

/** A long backup is not made all the time: the pause after it is this many times as long. */
const restFactor = 20;

const ownCopy = "kept.sqlite";
/** The service reads a copy again that it was asked for, to tell its hash; so long it stays. */
const settledMs = 3_000;

/** Looks at the database and sends what it finds to the vault; one per process. */
export class BackupKeeper {
  readonly #options: KeepOptions;
  /** When the database was written to, as the vault knows it. */
  #told = 0;
  /** The same, of the newest copy in the vault. */
  #kept = 0;
  #nextMs = 0;

  constructor(options: KeepOptions) {
    this.#options = options;
  }

  /** One look: tells the vault of writes, has a copy made where one is due, and sends every copy that lies there. */
  async look(): Promise<void> {
    const { vault, life, node, now, everyMs, database } = this.#options;
    const written = writtenMs(database);
    if (written > this.#told) {
      const [writtenAt, seenAt] = [new Date(written).toISOString(), now().toISOString()];
      await vault.testify({ life, node, writtenAt, seenAt });
      this.#told = written;
    }
    const startMs = now().getTime();
    if (written > this.#kept && startMs >= this.#nextMs) {
      // Also after a failure: the disk may be full, and a copy a second would not help.
      this.#nextMs = startMs + everyMs;
      await this.copy();
    }
    await this.sendCopies();
    const tookMs = now().getTime() - startMs;
    this.#nextMs = Math.max(this.#nextMs, startMs + tookMs * restFactor);
  }

  /** The last backup, whenever the one before was made. */
  async finish(): Promise<void> {
    this.#nextMs = 0;
    await this.look();
  }

  /** Lays a copy of the database into the backup folder. */
  async copy(): Promise<void> {
    const { backupFolder, copy } = this.#options;
    await mkdir(backupFolder, { recursive: true, mode: 0o700 });
    const file = join(backupFolder, ownCopy);
    await rm(`${file}.partial`, { force: true });
    await copy(`${file}.partial`);
    await rename(`${file}.partial`, file);
  }

  /** Sends the copies in the backup folder to the vault, and removes them once they are there. */
  async sendCopies(): Promise<void> {
    const { backupFolder, vault, life, sealKey, now, log } = this.#options;
    for (const name of (await copiesIn(backupFolder)).toSorted()) {
      const file = join(backupFolder, name);
      if (name !== ownCopy && now().getTime() - statSync(file).mtimeMs < settledMs) continue;
      // When it was begun: what was written while it was made may be missing from it.
      const madeMs = Math.floor(statSync(file).birthtimeMs);
      const record = await vault.keep(life, new Date(madeMs).toISOString(), sealFile(file, sealKey));
      await rm(file);
      this.#kept = Math.max(this.#kept, madeMs);
      log("backup kept", { id: record.id, bytes: record.bytes });
    }
  }

  /** Goes on until the signal; what fails is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { lookMs, log } = this.#options;
    while (!signal.aborted) {
      await this.look().catch((thrown: unknown) =>
        log("not backed up, will try again", { because: messageOf(thrown) }),
      );
      await pause(lookMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** When the database or its log was last written to, ms since 1970; 0 where there is none. */
function writtenMs(database: string): number {
  const times = [database, `${database}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.floor(Math.max(...times));
}

/** Whole copies; a name with a dot in front, or that ends in `.partial`, is still being written. */
async function copiesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  });
  return names.filter((name) => !name.startsWith(".") && !name.endsWith(".partial"));
}
