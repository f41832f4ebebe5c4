import { z } from "zod";

/** `routing` in the gateway's configuration. Without a mapping file a request is routed by name, and `auto` is the first expert that can. */
export const routingConfigSchema = z
  .strictObject({
    /** See mapping-file.ts. Read again when it changes and on SIGHUP; where it is not valid then, the old one stays in use. */
    mappingFile: z.string().min(1).optional(),
    /** A classifier from `hearth router train`; the one that comes with the gateway where absent. */
    classifierFile: z.string().min(1).optional(),
    /** The embedding expert has to answer within this time, else the text alone decides. */
    embeddingMs: z.int().positive().max(10_000).default(50),
    /** Texts whose route is remembered. */
    remembered: z.int().positive().max(1_000_000).default(1_000),
  })
  .prefault({});

export type RoutingConfig = z.infer<typeof routingConfigSchema>;
