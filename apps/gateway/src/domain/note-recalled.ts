import type { Exchange, Recalled } from "./exchange.ts";

/** Says to the caller, and to whatever looks at requests, what came of its memories. */
export function noteRecalled(exchange: Exchange, recalled: Recalled): void {
  exchange.memories = recalled;
  exchange.response.setHeader("x-hearth-memories", String(recalled));
}
