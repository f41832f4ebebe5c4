import { z } from "zod";

/** The file of the notifier; templates/jobs/alertmanager/notifier.json.hbs writes it. */
export const notifierConfigSchema = z.strictObject({
  listen: z.strictObject({ address: z.string(), port: z.int().min(0).max(65_535) }),
  ntfy: z
    .strictObject({
      /** With the topic: `https://ntfy.example/house`. */
      url: z.url(),
      tokenFile: z.string().optional(),
    })
    .optional(),
  matrix: z
    .strictObject({
      /** The homeserver. */
      url: z.url(),
      /** `!id:server`. */
      room: z.string(),
      tokenFile: z.string(),
    })
    .optional(),
});

export type NotifierConfig = z.infer<typeof notifierConfigSchema>;
