import { z } from "zod";

const price = z.number().nonnegative();

const modelSchema = z.object({
  name: z.string().optional(),
  tool_call: z.boolean().optional(),
  reasoning: z.boolean().optional(),
  structured_output: z.boolean().optional(),
  modalities: z.object({ input: z.array(z.string()), output: z.array(z.string()) }).optional(),
  limit: z.object({ context: z.number().optional(), output: z.number().optional() }).optional(),
  /** US dollars for a million tokens. */
  cost: z.object({ input: price, output: price, cache_read: price.optional() }).optional(),
});

const providerSchema = z.object({
  name: z.string(),
  /** Where its API is. */
  api: z.string().optional(),
  /** The client library for it, which tells what kind of API it is. */
  npm: z.string().optional(),
  doc: z.string().optional(),
  models: z.record(z.string(), modelSchema),
});

/** Facts about providers and their models, by id, in the form of models.dev; fields that are not used here are left out. */
export const catalogueSchema = z.record(z.string(), providerSchema);

export type CatalogueModel = z.infer<typeof modelSchema>;
export type CatalogueProvider = z.infer<typeof providerSchema>;
export type CatalogueData = z.infer<typeof catalogueSchema>;
