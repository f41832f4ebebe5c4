import { z } from "zod";

const linearSchema = z.strictObject({
  /** One signed byte a weight, feature after feature, in base64; times `scale`. */
  weights: z.base64(),
  scale: z.number().positive(),
  bias: z.array(z.number()),
  /** A guess that is less probable than this is none. */
  rejectBelow: z.number().min(0).max(1),
});

/** A trained classifier, as `hearth router train` writes it. */
export const classifierFileSchema = z
  .strictObject({
    format: z.literal(1),
    /** The routes, and `none` for what no expert should be asked. */
    routes: z.array(z.string().min(1)).min(2),
    /** Dimensions that features of the text are hashed to. */
    textDimensions: z
      .int()
      .min(2)
      .max(2 ** 18)
      .refine((count) => Number.isInteger(Math.log2(count)), "must be a power of two"),
    /** The embedder that it was trained with; another one's vectors mean nothing to it. */
    embedder: z.strictObject({
      model: z.string().min(1),
      dimensions: z.int().positive().max(8_192),
      /** What an embedding is multiplied by beside the features of the text. */
      weight: z.number().positive(),
    }),
    /** With an embedding. */
    full: linearSchema,
    /** For texts that have no embedding in time. */
    lexical: linearSchema,
    trainedOn: z.strictObject({ prompts: z.int().positive(), sha256: z.string() }),
  })
  .superRefine(({ routes, textDimensions, embedder, full, lexical }, context) => {
    const fits = ({ weights, bias }: z.infer<typeof linearSchema>, features: number): boolean =>
      bias.length === routes.length && Buffer.byteLength(weights, "base64") === features * routes.length;
    if (!fits(full, textDimensions + embedder.dimensions))
      context.addIssue({ code: "custom", path: ["full"], message: "has the wrong size" });
    if (!fits(lexical, textDimensions))
      context.addIssue({ code: "custom", path: ["lexical"], message: "has the wrong size" });
  });

export type ClassifierFile = z.infer<typeof classifierFileSchema>;

/** The route of what no expert of the cluster should be asked. */
export const noRoute = "none";
