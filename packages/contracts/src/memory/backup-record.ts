import { z } from "zod";

/**
 * A backup in the vault's list. A life begins when the memory service starts with an empty folder or from a backup; data of an earlier
 * life is out of date, since another node has continued from a backup.
 */
export const backupRecordSchema = z.strictObject({
  id: z
    .string()
    .regex(/^\d{1,9}-\d{8}T\d{9}Z$/)
    .meta({ description: "Id of the backup: the life's number and the time, as in `3-20261121T164010123Z`." }),
  life: z.int().min(1).meta({ description: "Number of the life that it belongs to." }),
  at: z.iso.datetime().meta({ description: "When its content was complete (ISO 8601)." }),
  bytes: z.int().min(0).meta({ description: "Size of the sealed file, in bytes." }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: "SHA-256 of the sealed file, in hexadecimal." }),
  receivedAt: z.iso.datetime().optional().meta({
    description: "When the vault received it, by the vault's own clock (ISO 8601); absent for those of version 0.1.",
  }),
});

export type BackupRecord = z.infer<typeof backupRecordSchema>;

/** The last write that the keeper saw, so that a restore can state what was lost. */
export const witnessSchema = z.strictObject({
  life: z.int().min(1).meta({ description: "Number of the life that was seen." }),
  node: z.string().meta({ description: "Node that the memory service was seen on." }),
  writtenAt: z.iso.datetime().meta({ description: "When the store was last written to (ISO 8601)." }),
  seenAt: z.iso.datetime().meta({ description: "When that was seen (ISO 8601)." }),
});

export type Witness = z.infer<typeof witnessSchema>;

/** A backup that the keeper has opened to see that it is whole. */
export const verificationSchema = z.strictObject({
  life: z.int().min(1).meta({ description: "Number of the life whose keeper opened it." }),
  id: backupRecordSchema.shape.id.meta({ description: "Id of the backup." }),
  records: z.int().min(0).meta({ description: "How many records it holds." }),
});

export type Verification = z.infer<typeof verificationSchema>;

/** The start of a life. */
export const beginningSchema = z.strictObject({
  after: z.int().min(0).max(1_000_000).meta({ description: "The new life must be later than this one; 0 for any." }),
  node: z.string().meta({ description: "Node that the memory service starts on." }),
  at: z.iso.datetime().meta({ description: "When the life begins (ISO 8601)." }),
  from: backupRecordSchema.shape.id.optional().meta({
    description:
      "Backup that the life starts from; absent if it starts with nothing, or continues with data that a new vault does not know.",
  }),
  lost: z
    .strictObject({
      after: z.iso.datetime().meta({ description: "Time of the backup (ISO 8601)." }),
      until: z.iso.datetime().meta({ description: "When the store was last seen to be written to (ISO 8601)." }),
    })
    .optional()
    .meta({ description: "What was written after that backup and is lost, as far as it was seen." }),
});

export type Beginning = z.infer<typeof beginningSchema>;

/** The vault's whole state; the answer of `GET /v1/state`. */
export const vaultStateSchema = z.strictObject({
  life: z.int().min(0).meta({ description: "Number of the newest life; 0 before the first." }),
  beginnings: z
    .array(beginningSchema.extend({ life: z.int().min(1).meta({ description: "Number of the life." }) }))
    .meta({ description: "How the last twenty lives began, newest first." }),
  witness: witnessSchema.optional().meta({ description: "What the memory service was last seen to write." }),
  verified: verificationSchema
    .extend({ at: z.iso.datetime().meta({ description: "When, by the vault's clock (ISO 8601)." }) })
    .optional()
    .meta({ description: "The last backup that the keeper opened, and found whole." }),
  chosen: backupRecordSchema.shape.id
    .optional()
    .meta({ description: "Backup that the next life is to start from, if somebody chose one." }),
  backups: z.array(backupRecordSchema).meta({ description: "All backups, newest first." }),
});

export type VaultState = z.infer<typeof vaultStateSchema>;

/** A backup's id, from life and time; ids of one life sort by time. */
export const backupId = (life: number, at: string): string => `${life}-${at.replaceAll(/[-:.]/g, "")}`;
