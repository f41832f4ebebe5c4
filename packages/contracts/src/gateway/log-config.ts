import { z } from "zod";

/** `log` in the gateway's configuration. */
export const logConfigSchema = z
  .strictObject({
    promptsOf: z.array(z.string()).default([]).meta({
      description:
        "Names of keys whose questions (the last message of each request) are written to the log, for troubleshooting. Default: none, since prompts are private and a log is kept for long and read by others.",
    }),
  })
  .prefault({});

export type LogConfig = z.infer<typeof logConfigSchema>;
