import { z } from "zod";
import { serverTlsSchema } from "../gateway/tls-files.ts";

/** The vault's JSON configuration; `hearth up` writes it from the job's template. */
export const vaultConfigSchema = z.strictObject({
  listen: z
    .strictObject({
      address: z.string().min(1).meta({ description: "IP address or host name to listen on." }),
      port: z.int().min(0).max(65_535).meta({ description: "TCP port to listen on; 0 takes any free port." }),
    })
    .meta({ description: "Where to listen." }),
  tls: serverTlsSchema.optional().meta({ description: "PEM files for HTTPS, read again on SIGHUP. Default: HTTP." }),
  folder: z.string().min(1).meta({ description: "Folder for backups; it outlives the vault." }),
  keyFile: z.string().min(1).meta({ description: "File with the owner's key, which may do everything." }),
  keeperKeyFile: z.string().min(1).optional().meta({
    description: "File with the keeper's key, which adds backups and can neither delete nor choose one.",
  }),
  keepNewest: z
    .int()
    .min(1)
    .default(5)
    .meta({ description: "How many of the newest backups are kept, whatever their age." }),
  keepDays: z.int().min(0).default(7).meta({
    description: "For how many days the last and the largest backup of each day are kept, by the vault's clock.",
  }),
  limitBytes: z
    .int()
    .min(1)
    .default(8 * 2 ** 30)
    .meta({ description: "Largest backup, in bytes." }),
});

export type VaultConfig = z.infer<typeof vaultConfigSchema>;
