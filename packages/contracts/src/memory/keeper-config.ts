import { z } from "zod";
import { peerTlsSchema } from "../gateway/tls-files.ts";

const origin = z.url({ protocol: /^https?$/ });

/** The keeper's JSON configuration; `hearth up` writes it from the job's template. */
export const keeperConfigSchema = z.strictObject({
  node: z.string().min(1).meta({ description: "Node that the keeper runs on, as the vault is to record it." }),
  database: z.string().min(1).meta({ description: "Path of the memory service's database." }),
  backupFolder: z.string().min(1).meta({
    description: "Folder for copies that wait to be sent; the memory service also writes requested backups there.",
  }),
  vault: z
    .strictObject({
      url: origin.meta({ description: "Origin of the vault, such as `https://n1.hearth:8096`." }),
      keyFile: z.string().min(1).meta({ description: "File with the key for the vault." }),
      tls: peerTlsSchema.meta({ description: "How the vault proves who it is, where `url` begins with https." }),
    })
    .meta({ description: "How to reach the vault." }),
  sealKeyFile: z
    .string()
    .min(1)
    .meta({ description: "File with the 32 bytes, in base64, that backups are sealed with." }),
  everyMs: z.int().min(1_000).default(60_000).meta({
    description:
      "Minimum time between two backups, in milliseconds. After a slow backup the pause is at least twenty times as long as it took.",
  }),
  lookMs: z
    .int()
    .min(100)
    .default(5_000)
    .meta({ description: "How often the database is checked for changes, in milliseconds." }),
});

export type KeeperConfig = z.infer<typeof keeperConfigSchema>;
