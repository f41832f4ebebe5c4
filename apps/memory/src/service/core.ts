import type { Sealer } from "../encryption/sealer.ts";
import type { Searcher } from "../search/searcher.ts";
import type { Store } from "../store/store.ts";
import type { KeyedLock } from "./keyed-lock.ts";
import type { Ledger } from "./ledger.ts";

/** What every room's handlers work with. */
export interface Core {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly searcher: Searcher;
  readonly sealer: Sealer;
  readonly locks: KeyedLock;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
