import type { PricesConfig } from "@hearth/contracts/gateway/prices-config.ts";
import type { OutsideExpert } from "./outside-models.ts";

/** The configured prices, plus the catalogue's for outside models that have none. */
export function withOutsidePrices(
  prices: PricesConfig,
  models: readonly OutsideExpert[],
  dollar: number,
): PricesConfig {
  const known = models.flatMap(({ expert, facts }) => {
    const cost = facts()?.cost;
    if (cost === undefined) return [];
    const price = {
      promptPerMillion: cost.input * dollar,
      completionPerMillion: cost.output * dollar,
      promptWattHoursPerMillion: 0,
      completionWattHoursPerMillion: 0,
    };
    return [[expert.name, price] as const];
  });
  return { ...prices, models: { ...Object.fromEntries(known), ...prices.models } };
}
