import { z } from "zod";

/** The vault's JSON configuration; `hearth up` writes it from the job's template. */
export const vaultConfigSchema = z.strictObject({
  listen: z.strictObject({ address: z.string().min(1), port: z.int().min(0).max(65_535) }),
  /** Where backups are kept; survives the vault. */
  folder: z.string().min(1),
  /** Holds nothing but the key that callers send. */
  keyFile: z.string().min(1),
  /** The newest backups that stay, whatever their age. */
  keepNewest: z.int().min(1).default(5),
  /** Of each of the days before, its last backup stays. */
  keepDays: z.int().min(0).default(7),
  /** Of one backup. */
  limitBytes: z
    .int()
    .min(1)
    .default(8 * 2 ** 30),
});

export type VaultConfig = z.infer<typeof vaultConfigSchema>;
