import { PriceList } from "../prices/price-list.ts";
import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { createKeyValueStore } from "../../upstream/consul/key-value-store.ts";
import { systemClock } from "@hearth/kernel/wait.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { Allowance } from "../../domain/allowance.ts";
import { Accounts } from "./accounts.ts";
import { createKeyAllowance } from "./key-allowance.ts";
import { Ledger } from "./ledger.ts";

export interface Limits {
  readonly allowance: Allowance;
  readonly prices: PriceList;
  /** Returns unspent credit to the ledger. */
  close(): Promise<void>;
}

const sweepMs = 15_000;

/** The limits of keys; what they have spent is kept in Consul. */
export function openLimits({ consul, prices, limits }: GatewayConfig, log: JsonLog): Limits {
  const store = createKeyValueStore(consul);
  const ledger = new Ledger({ store, sleep: (durationMs) => systemClock.sleep(durationMs) });
  const accounts = new Accounts({ ledger, now: Date.now, log });
  const priceList = new PriceList(prices);
  const timer = setInterval(() => void accounts.sweep(), sweepMs).unref();
  return {
    allowance: createKeyAllowance({ accounts, prices: priceList, assumedTokens: limits.assumedAnswerTokens }),
    prices: priceList,
    async close() {
      clearInterval(timer);
      await accounts.close();
      await store.close();
    },
  };
}
