import { z } from "zod";

const count = z.int().positive().max(1e12);
/** In the currency of the gateway's prices. */
const money = z.number().positive().max(1e9);

/** What a key may take; what is absent is not limited. Minutes are rates that refill steadily; days and months are budgets, of the UTC calendar. */
export const keyLimitsSchema = z.strictObject({
  requestsPerMinute: count.optional(),
  tokensPerMinute: count.optional(),
  tokensPerDay: count.optional(),
  tokensPerMonth: count.optional(),
  costPerDay: money.optional(),
  costPerMonth: money.optional(),
});

export type KeyLimits = z.infer<typeof keyLimitsSchema>;
