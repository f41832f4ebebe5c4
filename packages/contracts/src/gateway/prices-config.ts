import { z } from "zod";

const price = z.number().nonnegative().default(0);

/** Prices of tokens; experts and models not listed are free. */
export const pricesSchema = z
  .strictObject({
    currency: z.string().default("EUR").meta({ description: "Currency of all prices; only shown to people." }),
    perKilowattHour: price.meta({ description: "Price of a kilowatt hour, in `currency`." }),
    models: z
      .record(
        z.string(),
        z.strictObject({
          promptPerMillion: price.meta({ description: "Price of a million prompt tokens, in `currency`." }),
          completionPerMillion: price.meta({ description: "Price of a million answer tokens, in `currency`." }),
          promptWattHoursPerMillion: price.meta({
            description: "Energy for a million prompt tokens, in watt hours; its price is added.",
          }),
          completionWattHoursPerMillion: price.meta({
            description: "Energy for a million answer tokens, in watt hours; its price is added.",
          }),
        }),
      )
      .default({})
      .meta({ description: "Prices by the name of an expert or a model; the expert's entry takes precedence." }),
  })
  .prefault({});

export type PricesConfig = z.infer<typeof pricesSchema>;
