import { z } from "zod";

/** What a key has taken of its limits, by meter; see tally.ts. */
export const spentPageSchema = z.record(
  z.string(),
  z.object({ at: z.number().nonnegative(), taken: z.number().nonnegative() }),
);

export type SpentPage = Readonly<z.infer<typeof spentPageSchema>>;
