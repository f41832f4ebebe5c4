import type { PathParams, RouteLine } from "@hearth/service/http/route-table.ts";
import type { Exchange } from "./exchange.ts";

/** Answers a request, or throws an ApiError. */
export type Handler = (exchange: Exchange, params: PathParams) => void | Promise<void>;

/** A line of the route table. The table is data, so that a test can ask every route for its door. */
export interface Route extends RouteLine {
  /** `key`: only with an API key. `open`: for anyone who can reach the listener. */
  readonly access: "open" | "key";
  readonly handle: Handler;
}
