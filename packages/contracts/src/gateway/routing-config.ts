import { z } from "zod";

/** `routing` in the gateway's configuration. Without a mapping file requests are routed by name, and `auto` is the first suitable expert. */
export const routingConfigSchema = z
  .strictObject({
    mappingFile: z.string().min(1).optional().meta({
      description:
        "Path of the mapping file, read again when it changes and on SIGHUP. While it is not valid, the previous one stays in use.",
    }),
    classifierFile: z.string().min(1).optional().meta({
      description: "Path of a classifier made by `hearth router train`. Default: the one that ships with the gateway.",
    }),
    embeddingMs: z.int().positive().max(10_000).default(50).meta({
      description:
        "How long to wait for the embedding of a question, in milliseconds; after that its words alone decide.",
    }),
    remembered: z
      .int()
      .positive()
      .max(1_000_000)
      .default(1_000)
      .meta({ description: "Maximum number of texts whose route is remembered." }),
  })
  .prefault({});

export type RoutingConfig = z.infer<typeof routingConfigSchema>;
