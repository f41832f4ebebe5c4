import { z } from "zod";

const count = z.int().positive().max(1e12);
/** In the currency of the gateway's prices. */
const money = z.number().positive().max(1e9);

/** A key's limits; what is absent is unlimited. Per minute: rates that refill steadily; per day and month: budgets by the UTC calendar. */
export const keyLimitsSchema = z.strictObject({
  requestsPerMinute: count.optional().meta({ description: "Requests per minute; a rate that refills steadily." }),
  tokensPerMinute: count.optional().meta({ description: "Tokens per minute; a rate that refills steadily." }),
  tokensPerDay: count.optional().meta({ description: "Tokens per day (UTC)." }),
  tokensPerMonth: count.optional().meta({ description: "Tokens per calendar month (UTC)." }),
  costPerDay: money.optional().meta({ description: "Cost per day (UTC), in the currency of the gateway's prices." }),
  costPerMonth: money
    .optional()
    .meta({ description: "Cost per calendar month (UTC), in the currency of the gateway's prices." }),
});

export type KeyLimits = z.infer<typeof keyLimitsSchema>;
