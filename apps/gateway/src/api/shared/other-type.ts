import { z } from "zod";

/**
 * What has none of the known types. It is accepted, since one unknown piece must not make a whole conversation fail; whoever reads it
 * translates it or leaves it out with a warning.
 */
export const otherType = (known: readonly string[], what: string) =>
  z
    .looseObject({
      type: z
        .string()
        // Aborting lets a union report the known form's problem instead of this one.
        .refine((type) => !known.includes(type), { abort: true })
        .meta({
          description: `Any other kind of ${what}: translated to text, or left out with a warning.`,
          not: { enum: known },
        }),
    })
    .transform((sent) => ({ type: "other" as const, sent }));

/** A piece of an unknown type, as it was sent. */
export type Other = z.infer<ReturnType<typeof otherType>>;
