import type { Exchange } from "./exchange.ts";
import type { Choice } from "./choice.ts";
import type { Inference } from "./inference.ts";

/** Adds memories to chats of keys that ask for them. */
export interface Memories {
  /** Returns the same request if nothing is added. Never throws; ends within its deadline. */
  addTo(exchange: Exchange, inference: Inference, choice: Choice): Inference | Promise<Inference>;
}
