import { z } from "zod";
import { webAddress } from "./web-address.ts";

/** `catalogue` in the gateway's configuration: facts about providers. A copy is bundled; nothing is fetched by default. */
export const catalogueConfigSchema = z
  .strictObject({
    url: webAddress.optional().meta({
      description: "Address from which newer facts about providers are fetched, in the form of models.dev's api.json.",
      defaultNote: "nothing is fetched",
    }),
    everyMs: z
      .int()
      .min(60_000)
      .default(86_400_000)
      .meta({ description: "How often the facts are fetched, in milliseconds." }),
  })
  .prefault({});

export type CatalogueConfig = z.infer<typeof catalogueConfigSchema>;
