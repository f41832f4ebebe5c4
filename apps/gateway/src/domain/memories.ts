import type { Exchange } from "./exchange.ts";
import type { Choice } from "./choice.ts";
import type { Inference } from "./inference.ts";

/** What the house remembers, put before a conversation where its key asks for it. */
export interface Memories {
  /** The request itself where nothing is added. Never throws, and takes no longer than its deadline. */
  addTo(exchange: Exchange, inference: Inference, choice: Choice): Inference | Promise<Inference>;
}
