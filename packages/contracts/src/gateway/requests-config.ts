import { z } from "zod";

/** `requests` in the gateway's configuration: what `GET /v1/requests` shows. */
export const requestsConfigSchema = z
  .strictObject({
    entries: z.int().min(0).max(100_000).default(1_000).meta({
      description:
        "How many of the newest requests of each outcome (answered, failed, refused without a key) each gateway remembers until it stops; 0 for none.",
    }),
    operators: z
      .array(z.string())
      .default([])
      .meta({ description: "Names of keys that see everybody's requests; every other key sees only its own." }),
  })
  .prefault({});

export type RequestsConfig = z.infer<typeof requestsConfigSchema>;
