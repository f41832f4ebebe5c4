import { z } from "zod";

/** `log` in the gateway's configuration. */
export const logConfigSchema = z
  .strictObject({
    promptsOf: z.array(z.string()).default([]).meta({
      description:
        "Names of keys whose questions (the last message of each request) are written to the log, for troubleshooting. Prompts are private, and a log is kept for a long time and read by others.",
    }),
  })
  .prefault({});

export type LogConfig = z.infer<typeof logConfigSchema>;
