import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { createHash, randomUUID } from "node:crypto";
import { pipeline } from "node:stream/promises";
import type { z } from "zod";
import {
  backupId,
  backupRecordSchema,
  vaultStateSchema,
  type BackupRecord,
  type Beginning,
  type VaultState,
  type Verification,
  type Witness,
} from "@hearth/contracts/memory/backup-record.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { replaceFileDurably, unfinishedSuffix } from "@hearth/kernel/replace-file.ts";
import { ServiceError, type ErrorRow } from "@hearth/service/http/service-error.ts";
import { chooseExpired, type Retention } from "./choose-expired.ts";
import { fewestSealedBytes, isSealed, sealedMagicBytes } from "../encryption/sealed-form.ts";

const lifeSchema = vaultStateSchema.omit({ backups: true });
type Life = z.infer<typeof lifeSchema>;

const keptBeginnings = 20;

/** How far a keeper's clock may be ahead of the vault's. */
const maxAheadMs = 10 * 60_000;

const refusals = {
  bad_request: { status: 400 },
  forbidden: { status: 403 },
  not_found: { status: 404 },
  conflict: { status: 409 },
  request_too_large: { status: 413 },
} as const satisfies Record<string, ErrorRow>;

/** The backup is of an earlier life, from the future, no backup at all, too large, or missing. */
export class VaultRefusal extends ServiceError<keyof typeof refusals> {
  override readonly name = "VaultRefusal";

  constructor(code: keyof typeof refusals, message: string) {
    super(code, message, { row: refusals[code] });
  }
}

export interface VaultFolderOptions extends Retention {
  readonly limitBytes: number;
  /** The vault's clock, which alone decides how long backups are kept. */
  readonly now?: () => Date;
}

export interface NewBackup {
  readonly life: number;
  readonly at: string;
}

/** Backups as files: `<id>.sealed` beside `<id>.json`, which is written last; `life.json` holds the rest. */
export class VaultFolder {
  readonly #folder: string;
  readonly #options: VaultFolderOptions;
  #life: Life;
  /** Newest first. */
  #backups: readonly BackupRecord[];

  private constructor(folder: string, options: VaultFolderOptions, content: { life: Life; backups: BackupRecord[] }) {
    this.#folder = folder;
    this.#options = options;
    this.#life = content.life;
    this.#backups = content.backups.toSorted(newestFirst);
  }

  /** Reads the folder and removes leftovers of interrupted uploads. */
  static async open(folder: string, options: VaultFolderOptions): Promise<VaultFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = await readdir(folder);
    const backups: BackupRecord[] = [];
    for (const name of names) {
      const whole = /^(\d+-\w+)\.sealed$/.exec(name)?.[1];
      const unfinished = name.endsWith(".partial") || name.endsWith(unfinishedSuffix);
      if (unfinished || (whole !== undefined && !names.includes(`${whole}.json`)))
        await rm(join(folder, name), { force: true });
      else if (whole !== undefined)
        backups.push(backupRecordSchema.parse(JSON.parse(await readFile(join(folder, `${whole}.json`), "utf8"))));
    }
    const life = names.includes("life.json")
      ? lifeSchema.parse(JSON.parse(await readFile(join(folder, "life.json"), "utf8")))
      : { life: 0, beginnings: [] };
    return new VaultFolder(folder, options, { life, backups });
  }

  get state(): VaultState {
    return { ...this.#life, backups: [...this.#backups] };
  }

  /** Begins a new life, which fences off all earlier ones. Returns its number. */
  async beginLife(beginning: Beginning): Promise<number> {
    const life = Math.max(this.#life.life, beginning.after) + 1;
    const beginnings = [{ ...beginning, life }, ...this.#life.beginnings].slice(0, keptBeginnings);
    const { witness, verified } = this.#life;
    await this.#writeLife({ life, beginnings, ...defined({ witness, verified }) });
    return life;
  }

  /** Ends the current life; the next one starts from this backup. */
  async choose(id: string): Promise<void> {
    if (!this.#backups.some((backup) => backup.id === id))
      throw new VaultRefusal("not_found", `there is no backup ${id}`);
    await this.#writeLife({ ...this.#life, life: this.#life.life + 1, chosen: id });
  }

  async testify(witness: Witness): Promise<void> {
    this.#refuseOver(witness.life);
    await this.#writeLife({ ...this.#life, witness });
  }

  async verify(verification: Verification): Promise<void> {
    this.#refuseOver(verification.life);
    if (!this.#backups.some(({ id }) => id === verification.id)) {
      throw new VaultRefusal("not_found", `there is no backup ${verification.id}`);
    }
    await this.#writeLife({ ...this.#life, verified: { ...verification, at: this.#now().toISOString() } });
  }

  /**
   * Stores a backup; it is on disk when this resolves. One that is there already stays as it is: no upload replaces another. Throws
   * VaultRefusal.
   */
  async keep({ life, at }: NewBackup, content: AsyncIterable<Uint8Array>): Promise<BackupRecord> {
    this.#refuseOver(life);
    const ahead = Date.parse(at) - this.#now().getTime();
    if (ahead > maxAheadMs) {
      throw new VaultRefusal(
        "bad_request",
        `${at} is in the future by the vault's clock; check the clocks of both nodes`,
      );
    }
    const partial = join(this.#folder, `${randomUUID()}.partial`);
    try {
      const { bytes, sha256 } = await writeWhole(partial, content, this.#options.limitBytes);
      // Another life may have begun during the upload.
      this.#refuseOver(life);
      const id = backupId(life, at);
      const present = this.#backups.find((backup) => backup.id === id);
      if (present !== undefined) return present;
      const record: BackupRecord = { id, life, at, bytes, sha256, receivedAt: this.#now().toISOString() };
      // Set before the file is moved, so that two uploads at once do not replace each other.
      this.#backups = [record, ...this.#backups].toSorted(newestFirst);
      await rename(partial, this.fileOf(record.id));
      await this.#replace(`${record.id}.json`, record);
      await this.#expire();
      return record;
    } finally {
      await rm(partial, { force: true });
    }
  }

  fileOf(id: string): string {
    return join(this.#folder, `${id}.sealed`);
  }

  async #expire(): Promise<void> {
    for (const backup of chooseExpired(this.#backups, this.#options, this.#now())) {
      this.#backups = this.#backups.filter((kept) => kept !== backup);
      await rm(join(this.#folder, `${backup.id}.json`), { force: true });
      await rm(this.fileOf(backup.id), { force: true });
    }
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }

  #refuseOver(life: number): void {
    if (life === this.#life.life) return;
    throw new VaultRefusal("conflict", `life ${life} is over: life ${this.#life.life} has begun`);
  }

  async #writeLife(life: Life): Promise<void> {
    // Set synchronously, so that two concurrent calls do not get the same number.
    this.#life = life;
    await this.#replace("life.json", life);
  }

  #replace(name: string, content: object): Promise<void> {
    return replaceFileDurably(join(this.#folder, name), JSON.stringify(content));
  }
}

const newestFirst = (a: BackupRecord, b: BackupRecord): number => b.life - a.life || (a.at < b.at ? 1 : -1);

async function writeWhole(
  path: string,
  content: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  let begin = Buffer.alloc(0);
  await pipeline(
    content,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > limitBytes)
          throw new VaultRefusal("request_too_large", `a backup may have at most ${limitBytes} bytes`);
        if (begin.length < sealedMagicBytes) begin = Buffer.concat([begin, chunk]).subarray(0, sealedMagicBytes);
        hash.update(chunk);
        yield chunk;
      }
      if (!isSealed(begin) || bytes < fewestSealedBytes)
        throw new VaultRefusal("bad_request", "this is not a sealed backup");
    },
    createWriteStream(path, { mode: 0o600, flush: true }),
  );
  return { bytes, sha256: hash.digest("hex") };
}
