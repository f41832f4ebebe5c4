import type { PathParams, RouteLine } from "@hearth/service/http/route-table.ts";
import type { Exchange } from "./exchange.ts";

/** `key`: only with an API key. `open`: for anyone who can reach the listener. */
export type Access = "open" | "key";

/** Answers a request, or throws an ApiError. */
export type Handler = (exchange: Exchange, params: PathParams) => void | Promise<void>;

/** A line of the route table. The table is data, so that a test can ask every route for its door. */
export interface Route extends RouteLine {
  readonly access: Access;
  readonly handle: Handler;
}
