import type { DataKeys } from "../encryption/data-keys.ts";
import type { Sealer } from "../encryption/sealer.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import type { Searcher } from "../search/searcher.ts";
import type { Store } from "../store/store.ts";
import type { KeyedLock } from "./keyed-lock.ts";
import type { Ledger } from "./ledger.ts";

/** Shared by all handlers. */
export interface Core {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly searcher: Searcher;
  readonly sealer: Sealer;
  readonly dataKeys: DataKeys;
  readonly locks: KeyedLock;
  /** Reads documents. */
  readonly documents: Interpreter;
  /** How many estimated tokens a passage may have, so that the embedding expert can read it; undefined without one. */
  readonly passageTokens: number | undefined;
  /** Checks JSON schemas, and values against them. */
  readonly schemas: Interpreter;
  /** Unix milliseconds. */
  readonly now: () => number;
}
