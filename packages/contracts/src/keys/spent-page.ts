import { z } from "zod";

/** What a key has taken from its limits, by meter; see tally.ts. */
export const spentPageSchema = z.record(
  z.string(),
  z.object({
    at: z.number().nonnegative().meta({
      description:
        "Start of the budget's day or month; for a rate, the moment that `taken` holds for. Unix milliseconds.",
    }),
    taken: z
      .number()
      .nonnegative()
      .meta({ description: "Amount used: requests, tokens, or millionths of the currency." }),
  }),
);

export type SpentPage = Readonly<z.infer<typeof spentPageSchema>>;
