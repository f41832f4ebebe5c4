import { z } from "zod";
import { dnsLabel, hostKey, secretName } from "./fields.ts";

const keep = (what: string, usual: number) =>
  z
    .int()
    .min(0)
    .max(1_000)
    .optional()
    .meta({ description: `How many ${what} backups are kept.`, default: usual });

const path = z
  .string()
  .regex(/^\/[\w./-]+$/, "is not the path of a folder on the machine; write it as /srv/backup, without spaces");

/** The kinds of repositories of restic that are reached over the network. */
const repositoryUrl = z
  .string()
  .regex(
    /^(s3|b2|azure|gs|swift|rest|sftp):[^\s'"]+$/,
    "is not a repository of restic; write it as s3:https://server/bucket, rest:https://server/ or sftp:user@server:/folder",
  )
  .refine(
    (url) => !/^[a-z0-9]+:(https?:)?\/\/[^/@]*:[^/@]*@/.test(url),
    "has a password in it; give it in `environment`, by the name of a secret",
  );

/** `backup` in the inventory: where copies of the machines' data go, when, and how long they stay. */
export const backupSection = z.strictObject({
  node: dnsLabel.optional().meta({
    description: "Machine that keeps the backups of all machines, in `folder`. One that has no other data is best.",
    defaultNote: "none",
  }),
  folder: path.optional().meta({
    description: "Folder on `node` for the backups, such as where a disk of their own is mounted.",
    defaultNote: "none",
  }),
  repository: repositoryUrl.optional().meta({
    description:
      "Where the backups go instead of `node`: an address of restic; each machine has a repository of its own below it.",
    defaultNote: "none",
  }),
  environment: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/, "is not a name in capital letters"), secretName)
    .optional()
    .meta({
      description:
        "What restic needs to open `repository`, by the names of its environment; each is a secret that you save with `hearth secrets create NAME`.",
      keyName: "VARIABLE",
      defaultNote: "nothing",
    }),
  sshKey: secretName.optional().meta({
    description: "For `sftp:`, name of the secret with the private SSH key that opens `repository`.",
    defaultNote: "none",
  }),
  hostKey: hostKey.optional().meta({
    description: "For `sftp:`, the public host key of the server.",
    defaultNote: "none",
  }),
  appendOnly: z.boolean().optional().meta({
    description:
      "Whether the machines may only add to `repository`, because what opens it allows no more. Old backups then stay until you remove them. With `node` it is always so.",
    default: false,
  }),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is not a time of day; write it as 03:30")
    .optional()
    .meta({ description: "Time of day of the nightly backup, on each machine's clock.", default: "03:30" }),
  keep: z
    .strictObject({ daily: keep("daily", 7), weekly: keep("weekly", 5), monthly: keep("monthly", 12) })
    .optional()
    .meta({ description: "How long backups stay." }),
  drill: z.enum(["daily", "weekly", "monthly", "never"]).optional().meta({
    description: "How often each machine restores its backups into a scratch folder and checks them.",
    default: "weekly",
  }),
});

export type BackupSection = z.infer<typeof backupSection>;
