import { z } from "zod";
import { webAddress } from "./web-address.ts";

/** `catalogue` in the gateway's configuration: facts about providers. The gateway brings some; nothing is fetched unless told. */
export const catalogueConfigSchema = z
  .strictObject({
    /** Newer facts in the form of models.dev's api.json are fetched from here. */
    url: webAddress.optional(),
    everyMs: z.int().min(60_000).default(86_400_000),
  })
  .prefault({});

export type CatalogueConfig = z.infer<typeof catalogueConfigSchema>;
