import type { Dispatcher } from "undici";
import type { PricesConfig } from "@hearth/contracts/gateway/prices-config.ts";
import { Catalogue } from "../catalogue/catalogue.ts";
import type { CatalogueConfig } from "@hearth/contracts/gateway/catalogue-config.ts";
import { refreshCatalogue } from "../catalogue/refresh-catalogue.ts";
import type { Handler } from "../../domain/route.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { Chooser } from "../../domain/choice.ts";
import { outsidePolicy } from "./outside-policy.ts";
import type { Expert } from "../../domain/expert.ts";
import { outsideChooser } from "./outside-chooser.ts";
import { outsideDispatcher } from "./outside-dispatcher.ts";
import { outsideModels } from "./outside-models.ts";
import { withOutsidePrices } from "./outside-prices.ts";
import type { Permits } from "./permits.ts";
import { providerHandlers } from "./provider-routes.ts";
import type { ProvidersConfig } from "@hearth/contracts/gateway/providers-config.ts";

export interface OutsideConfig {
  readonly providers: ProvidersConfig;
  readonly catalogue: CatalogueConfig;
  readonly prices: PricesConfig;
}

/** Access to outside models, as configured. Without any, everything here does nothing. */
export interface Outside {
  readonly experts: readonly Expert[];
  readonly handlers: Readonly<Record<"listProviders" | "getProvider", Handler>>;
  /** All prices, with those of outside models from the current catalogue. */
  prices(): PricesConfig;
  chooser(inner: Chooser, experts: () => readonly Expert[]): Chooser;
  /** Call when notes were added to a request: carries over the permits that hold with notes. */
  notesAdded(plain: Buffer, changed: Buffer): void;
  dispatcher(inner: Pick<Dispatcher, "dispatch">): Pick<Dispatcher, "dispatch">;
  /** Keeps the catalogue up to date until the signal aborts. */
  watch(onPrices: (prices: PricesConfig) => void, signal: AbortSignal): void;
}

/** Throws HearthError if a provider has no address. */
export async function openOutside(
  { providers, catalogue: source, prices }: OutsideConfig,
  log: JsonLog,
): Promise<Outside> {
  const catalogue = new Catalogue();
  const models = await outsideModels(providers, catalogue);
  const permits: Permits = new WeakMap();
  const permitsWithNotes: Permits = new WeakMap();
  const decide = outsidePolicy(providers.policy);
  const allPrices = (): PricesConfig => withOutsidePrices(prices, models, providers.dollar);
  return {
    experts: models.map(({ expert }) => expert),
    handlers: providerHandlers(catalogue, models),
    prices: allPrices,
    chooser: (inner, experts) => outsideChooser({ inner, experts, models, decide, permits, permitsWithNotes, log }),
    notesAdded(plain, changed) {
      const given = permitsWithNotes.get(plain);
      if (given !== undefined) permits.set(changed, given);
    },
    dispatcher: (inner) => outsideDispatcher({ inner, models, permits, log }),
    watch(onPrices, signal) {
      void refreshCatalogue(source, { catalogue, log, onReplaced: () => onPrices(allPrices()), signal });
    },
  };
}
