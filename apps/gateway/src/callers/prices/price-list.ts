import type { Usage } from "../../domain/usage.ts";
import type { Expert } from "../../domain/expert.ts";
import type { PricesConfig } from "@hearth/contracts/gateway/prices-config.ts";

/** What a request cost. */
export interface Cost {
  /** Millionths of the currency, rounded up. */
  readonly micros: number;
  readonly wattHours: number;
}

interface Rates {
  /** Millionths of the currency per token, energy included. */
  readonly prompt: number;
  readonly completion: number;
  readonly promptWattHours: number;
  readonly completionWattHours: number;
}

const free: Cost = { micros: 0, wattHours: 0 };

/** Prices by expert and model. A price per million tokens is the same number of millionths per token. */
export class PriceList {
  #rates: ReadonlyMap<string, Rates> = new Map();

  constructor(prices: PricesConfig) {
    this.replace(prices);
  }

  /** Uses these prices from now on; settled requests keep theirs. */
  replace({ models, perKilowattHour }: PricesConfig): void {
    const energy = (wattHoursPerMillion: number): number => (wattHoursPerMillion / 1_000) * perKilowattHour;
    this.#rates = new Map(
      Object.entries(models).map(([name, model]) => [
        name,
        {
          prompt: model.promptPerMillion + energy(model.promptWattHoursPerMillion),
          completion: model.completionPerMillion + energy(model.completionWattHoursPerMillion),
          promptWattHours: model.promptWattHoursPerMillion / 1e6,
          completionWattHours: model.completionWattHoursPerMillion / 1e6,
        },
      ]),
    );
  }

  costOf({ name, model }: Pick<Expert, "name" | "model">, { promptTokens, completionTokens }: Usage): Cost {
    const rates = this.#rates.get(name) ?? this.#rates.get(model);
    if (rates === undefined) return free;
    return {
      micros: roundedUp(rates.prompt * promptTokens + rates.completion * completionTokens),
      wattHours: rates.promptWattHours * promptTokens + rates.completionWattHours * completionTokens,
    };
  }
}

/** The tolerance keeps floating-point noise from adding a millionth. */
const roundedUp = (micros: number): number => Math.max(0, Math.ceil(micros - 1e-6));
