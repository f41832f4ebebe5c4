import { z } from "zod";

/** `log` in the gateway's configuration. */
export const logConfigSchema = z
  .strictObject({
    /**
     * Names of keys whose questions (the last message of each) are written to the log, to look for a fault. Nobody's by default:
     * a prompt is private, and a log is read by others and kept for long.
     */
    promptsOf: z.array(z.string()).default([]),
  })
  .prefault({});

export type LogConfig = z.infer<typeof logConfigSchema>;
