import type { Exchange, Recalled } from "./exchange.ts";

/** Records the memories' outcome in the exchange and the answer's header. */
export function noteRecalled(exchange: Exchange, recalled: Recalled): void {
  exchange.memories = recalled;
  exchange.response.setHeader("x-hearth-memories", String(recalled));
}
