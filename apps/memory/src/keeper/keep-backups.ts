import { statSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "@hearth/kernel/errors.ts";
import { backupPlace, sealFile } from "./seal.ts";
import { openBackup } from "./open-backup.ts";
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
  /** Writes a complete copy of the database, while it is in use, to a new file. */
  readonly copy: (file: string) => Promise<void>;
  readonly now: () => Date;
  readonly log: (event: string, fields: Readonly<Record<string, string | number>>) => void;
}

/** The pause after a backup is at least this many times its duration, so that long backups do not run all the time. */
const restFactor = 20;

const drillMs = 7 * 86_400_000;
const drillRetryMs = 3_600_000;

const ownCopy = "kept.sqlite";
/** Copies made by the service stay this long, since it reads them again to report their hash. */
const settledMs = 3_000;

/** Watches the database and sends backups to the vault; one per process. */
export class BackupKeeper {
  readonly #options: KeepOptions;
  /** The last write that was reported to the vault. */
  #told = 0;
  /** The last write that the newest backup in the vault contains. */
  #kept = 0;
  #nextMs = 0;
  #nextDrillMs = 0;

  constructor(options: KeepOptions) {
    this.#options = options;
  }

  /** One round: reports writes to the vault, makes a copy if one is due, and sends all copies. */
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
      // Set even if the copy fails: the disk may be full, and retrying every second would not help.
      this.#nextMs = startMs + everyMs;
      await this.copy();
    }
    await this.sendCopies();
    await this.#drill();
    const tookMs = now().getTime() - startMs;
    this.#nextMs = Math.max(this.#nextMs, startMs + tookMs * restFactor);
  }

  /** Makes a last backup, however recent the previous one is. */
  async finish(): Promise<void> {
    this.#nextMs = 0;
    await this.look();
  }

  /** Once a week, opens the newest backup to see that it is whole, and tells the vault, whose metrics show when that was. */
  async #drill(): Promise<void> {
    const { vault, life, now, database, sealKey, log } = this.#options;
    if (now().getTime() < this.#nextDrillMs) return;
    const { backups, verified } = await vault.state();
    const dueMs = verified === undefined ? 0 : Date.parse(verified.at) + drillMs;
    const [newest] = backups;
    if (newest === undefined || now().getTime() < dueMs) {
      this.#nextDrillMs = Math.max(dueMs, now().getTime() + drillRetryMs);
      return;
    }
    this.#nextDrillMs = now().getTime() + drillRetryMs;
    const file = `${database}.drill`;
    try {
      const records = await openBackup(newest, { vault, sealKey, file });
      await vault.verify({ life, id: newest.id, records });
      log("backup verified", { id: newest.id, records });
    } catch (thrown) {
      log("backup cannot be restored", { id: newest.id, because: messageOf(thrown) });
    } finally {
      await rm(file, { force: true });
    }
  }

  /** Puts a copy of the database into the backup folder. */
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
      // Its start time: writes during the copy may be missing from it.
      const madeMs = Math.floor(statSync(file).birthtimeMs);
      const at = new Date(madeMs).toISOString();
      const sealed = sealFile(file, { place: backupPlace(life, at), secret: sealKey });
      const record = await vault.keep(life, at, sealed);
      await rm(file);
      this.#kept = Math.max(this.#kept, madeMs);
      log("backup kept", { id: record.id, bytes: record.bytes });
    }
  }

  /** Runs until the signal aborts; retries after failures. */
  async run(signal: AbortSignal): Promise<void> {
    const { lookMs, log } = this.#options;
    while (!signal.aborted) {
      await this.look().catch((thrown: unknown) => log("backup failed, retrying", { because: messageOf(thrown) }));
      await pause(lookMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** When the database or its log was last written, Unix milliseconds; 0 if there is none. */
function writtenMs(database: string): number {
  const times = [database, `${database}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.floor(Math.max(...times));
}

/** Complete copies; names that start with a dot or end in `.partial` are still being written. */
async function copiesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  });
  return names.filter((name) => !name.startsWith(".") && !name.endsWith(".partial"));
}
