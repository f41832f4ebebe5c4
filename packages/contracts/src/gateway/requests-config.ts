import { z } from "zod";

/** `requests` in the gateway's configuration: what `GET /v1/requests` shows. */
export const requestsConfigSchema = z
  .strictObject({
    /** The newest so many are remembered, by this gateway, until it ends. 0: none. */
    entries: z.int().min(0).max(100_000).default(1_000),
    /** Names of keys that see everybody's requests; others see their own. */
    operators: z.array(z.string()).default([]),
  })
  .prefault({});

export type RequestsConfig = z.infer<typeof requestsConfigSchema>;
