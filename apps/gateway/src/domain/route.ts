import type { PathParams, RouteLine } from "@hearth/service/http/route-table.ts";
import type { Exchange } from "./exchange.ts";

/** `key`: needs an API key. `open`: anyone who can reach the listener. */
export type Access = "open" | "key";

/** Answers a request or throws ApiError. */
export type Handler = (exchange: Exchange, params: PathParams) => void | Promise<void>;

/** A line of the route table. The table is data, so that a test can check the access of every route. */
export interface Route extends RouteLine {
  readonly access: Access;
  readonly handle: Handler;
}
