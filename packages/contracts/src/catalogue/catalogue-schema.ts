import { z } from "zod";

const price = z.number().nonnegative();

const modelSchema = z.object({
  name: z.string().optional().meta({ description: "Display name of the model." }),
  tool_call: z.boolean().optional().meta({ description: "Whether the model can call tools." }),
  reasoning: z.boolean().optional().meta({ description: "Whether the model reasons before it answers." }),
  structured_output: z
    .boolean()
    .optional()
    .meta({ description: "Whether the model can answer in a given JSON Schema." }),
  modalities: z
    .object({
      input: z.array(z.string()).meta({ description: "Kinds of input, such as `text` or `image`." }),
      output: z.array(z.string()).meta({ description: "Kinds of output, such as `text`." }),
    })
    .optional()
    .meta({ description: "Kinds of content that the model reads and writes." }),
  limit: z
    .object({
      context: z.number().optional().meta({ description: "Longest context, in tokens." }),
      output: z.number().optional().meta({ description: "Longest answer, in tokens." }),
    })
    .optional()
    .meta({ description: "Limits in tokens." }),
  cost: z
    .object({
      input: price.meta({ description: "Price of a million prompt tokens, in US dollars." }),
      output: price.meta({ description: "Price of a million answer tokens, in US dollars." }),
      cache_read: price
        .optional()
        .meta({ description: "Price of a million prompt tokens read from the provider's cache, in US dollars." }),
    })
    .optional()
    .meta({ description: "Prices in US dollars per million tokens." }),
});

const providerSchema = z.object({
  name: z.string().meta({ description: "Display name of the provider." }),
  api: z.string().optional().meta({ description: "Base URL of the provider's API." }),
  npm: z
    .string()
    .optional()
    .meta({ description: "npm package of the provider's client library; tells which kind of API it is." }),
  doc: z.string().optional().meta({ description: "Address of the provider's documentation." }),
  models: z.record(z.string(), modelSchema).meta({ description: "The provider's models, by id." }),
});

/** Facts about providers and their models, by id, in the form of models.dev; unused fields are dropped. */
export const catalogueSchema = z.record(z.string(), providerSchema);

export type CatalogueModel = z.infer<typeof modelSchema>;
export type CatalogueProvider = z.infer<typeof providerSchema>;
export type CatalogueData = z.infer<typeof catalogueSchema>;
