import { z } from "zod";

/** What is set up; the job's template writes it. Secrets are in files. */
export const setUpConfigSchema = z.strictObject({
  /** Home Assistant's own address. */
  url: z.string(),
  owner: z.strictObject({ name: z.string(), username: z.string(), language: z.string(), passwordFile: z.string() }),
  broker: z.strictObject({
    host: z.string(),
    port: z.int(),
    username: z.string(),
    passwordFile: z.string(),
    caFile: z.string(),
  }),
  /** Where the gateway is, without `/v1`, and the expert that answers; absent where there is none. */
  agent: z.strictObject({ name: z.string(), url: z.string(), model: z.string() }).optional(),
  /** Where the token for programs of the house is kept. */
  tokenFile: z.string(),
});

export type SetUpConfig = z.infer<typeof setUpConfigSchema>;
