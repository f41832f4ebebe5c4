import { z } from "zod";

const linearSchema = z.strictObject({
  /** Weights as signed bytes in base64, feature after feature; multiplied by `scale`. */
  weights: z.base64(),
  scale: z.number().positive(),
  bias: z.array(z.number()),
  /** Less probable guesses are rejected. */
  rejectBelow: z.number().min(0).max(1),
});

/** A trained classifier, written by `hearth router train`. */
export const classifierFileSchema = z
  .strictObject({
    format: z.literal(1),
    /** The routes, and `none` for texts that fit no route. */
    routes: z.array(z.string().min(1)).min(2),
    /** Number of dimensions that text features are hashed to. */
    textDimensions: z
      .int()
      .min(2)
      .max(2 ** 18)
      .refine((count) => Number.isInteger(Math.log2(count)), "must be a power of two"),
    /** The embedder that it was trained with; vectors of others are useless to it. */
    embedder: z.strictObject({
      model: z.string().min(1),
      dimensions: z.int().positive().max(8_192),
      /** Factor for the embedding, relative to the text features. */
      weight: z.number().positive(),
    }),
    /** Used with an embedding. */
    full: linearSchema,
    /** Used when there is no embedding in time. */
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

/** The class of texts that fit no route. */
export const noRoute = "none";
