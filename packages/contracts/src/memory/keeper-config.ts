import { z } from "zod";

const origin = z.url({ protocol: /^https?$/ });

/** The keeper's JSON configuration; `hearth up` writes it from the job's template. */
export const keeperConfigSchema = z.strictObject({
  /** The node that this runs on, for what the vault tells. */
  node: z.string().min(1),
  /** The memory service's database. */
  database: z.string().min(1),
  /** Where copies lie until they are sent; the memory service puts there what it is asked for. */
  backupFolder: z.string().min(1),
  vault: z.strictObject({ url: origin, keyFile: z.string().min(1) }),
  /** Base64 of the 32 bytes that backups are sealed with. */
  sealKeyFile: z.string().min(1),
  /** The least time between two backups; a long one waits twenty times as long as it took. */
  everyMs: z.int().min(1_000).default(60_000),
  /** How often the database is looked at. */
  lookMs: z.int().min(100).default(5_000),
});

export type KeeperConfig = z.infer<typeof keeperConfigSchema>;
