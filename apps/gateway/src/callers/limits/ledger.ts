import { spentPrefix } from "@hearth/contracts/keys/key-paths.ts";
import { spentPageSchema, type SpentPage } from "@hearth/contracts/keys/spent-page.ts";
import type { KeyValueStore, StoredValue } from "../../upstream/consul/key-value-store.ts";

/** Computes the new page; undefined leaves it unchanged. Runs again on the newer page when another gateway wrote first. */
export type PageChange<T> = (page: SpentPage) => { readonly page: SpentPage | undefined; readonly result: T };

export interface LedgerOptions {
  readonly store: Pick<KeyValueStore, "get" | "put">;
  readonly sleep: (durationMs: number) => Promise<void>;
  readonly random?: () => number;
}

/** Gateways that write the same page at once all succeed within this many tries, unless something is wrong. */
const maxTries = 12;
const firstPauseMs = 4;
const maxPauseMs = 100;

/** What keys have taken from their limits, shared by all gateways: one page per key, changed by check-and-set. */
export class Ledger {
  readonly #store: Pick<KeyValueStore, "get" | "put">;
  readonly #sleep: (durationMs: number) => Promise<void>;
  readonly #random: () => number;

  constructor({ store, sleep, random = Math.random }: LedgerOptions) {
    this.#store = store;
    this.#sleep = sleep;
    this.#random = random;
  }

  /**
   * Changes a key's page. Throws if Consul does not answer or others keep writing the page. The change may have been made all the
   * same, so treat what it took as lost.
   */
  async change<T>(keyId: string, change: PageChange<T>): Promise<T> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const found = await this.#store.get(spentPrefix + keyId);
      const { page, result } = change(toPage(found));
      if (page === undefined || (await this.#store.put(spentPrefix + keyId, JSON.stringify(page), found?.index ?? 0))) {
        return result;
      }
      await this.#sleep(Math.min(maxPauseMs, firstPauseMs * 2 ** tries) * (0.5 + this.#random()));
    }
    throw new Error(`the limits of ${keyId} were written by others ${maxTries} times in a row`);
  }
}

/** An unreadable page is not treated as empty: that would reset every budget. */
function toPage(found: StoredValue | undefined): SpentPage {
  return found === undefined ? {} : spentPageSchema.parse(JSON.parse(found.value));
}
