import { z } from "zod";

const price = z.number().nonnegative().default(0);

/** What tokens cost; an expert or model that is not named costs nothing. */
export const pricesSchema = z
  .strictObject({
    /** For people only: all prices are in the same currency. */
    currency: z.string().default("EUR"),
    /** Of a kilowatt hour. */
    perKilowattHour: price,
    /** By the name of an expert or of a model; the expert's counts first. */
    models: z
      .record(
        z.string(),
        z.strictObject({
          /** Currency for a million tokens. */
          promptPerMillion: price,
          completionPerMillion: price,
          /** Watt hours for a million tokens; its price comes on top. */
          promptWattHoursPerMillion: price,
          completionWattHoursPerMillion: price,
        }),
      )
      .default({}),
  })
  .prefault({});

export type PricesConfig = z.infer<typeof pricesSchema>;
