import { z } from "zod";

/**
 * A backup as the vault lists it. A life begins where the memory service starts with an empty folder or from a backup; data of an
 * earlier life are out of date, for another node has gone on from a backup since.
 */
export const backupRecordSchema = z.strictObject({
  /** `3-20261121T164010123Z`: life and time. */
  id: z.string().regex(/^\d{1,9}-\d{8}T\d{9}Z$/),
  life: z.int().min(1),
  /** When its content was whole, ISO 8601. */
  at: z.iso.datetime(),
  /** Of the sealed file. */
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type BackupRecord = z.infer<typeof backupRecordSchema>;

/** What the memory service was seen to write, so that a restore can say what it lost. */
export const witnessSchema = z.strictObject({
  life: z.int().min(1),
  node: z.string(),
  /** When the store was last written to, ISO 8601. */
  writtenAt: z.iso.datetime(),
  /** When that was seen. */
  seenAt: z.iso.datetime(),
});

export type Witness = z.infer<typeof witnessSchema>;

/** How a life begins: with what. */
export const beginningSchema = z.strictObject({
  /** The life must be later than this one; 0 for any. */
  after: z.int().min(0),
  node: z.string(),
  at: z.iso.datetime(),
  /** The backup that it starts from; absent where it starts with nothing, or goes on with data that a new vault does not know. */
  from: backupRecordSchema.shape.id.optional(),
  /** What had been written after that backup and is gone, as far as it was seen. */
  lost: z.strictObject({ after: z.iso.datetime(), until: z.iso.datetime() }).optional(),
});

export type Beginning = z.infer<typeof beginningSchema>;

/** All that the vault knows; the answer of `GET /v1/state`. */
export const vaultStateSchema = z.strictObject({
  /** The newest that began; 0 before the first. */
  life: z.int().min(0),
  /** Newest first, the last twenty. */
  beginnings: z.array(beginningSchema.extend({ life: z.int().min(1) })),
  witness: witnessSchema.optional(),
  /** The backup that the next life is to start from, where somebody chose one. */
  chosen: backupRecordSchema.shape.id.optional(),
  /** Newest first. */
  backups: z.array(backupRecordSchema),
});

export type VaultState = z.infer<typeof vaultStateSchema>;

/** The id of a backup of this life and time; ids of one life sort by time. */
export const backupId = (life: number, at: string): string => `${life}-${at.replaceAll(/[-:.]/g, "")}`;
