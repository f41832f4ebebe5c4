import { z } from "zod";

const optional = z.number().optional();

/** An entry of the gateway's `GET /v1/requests`, as far as it is shown. */
export const requestEntrySchema = z.looseObject({
  id: z.string(),
  startedAt: z.iso.datetime(),
  caller: z.string().optional(),
  path: z.string(),
  status: z.int(),
  model: z.string().optional(),
  expert: z.string().optional(),
  routing: z.string().optional(),
  cache: z.string().optional(),
  durationMs: z.number(),
  firstByteMs: optional,
  queuedMs: optional,
  promptTokens: optional,
  completionTokens: optional,
  failure: z.string().optional(),
});

export type RequestEntry = z.infer<typeof requestEntrySchema>;

export const requestListSchema = z.object({ data: z.array(requestEntrySchema) });
