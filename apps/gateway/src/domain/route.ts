import type { Exchange } from "./exchange.ts";

/** A line of the route table. The table is data, so that a test can ask every route for its door. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** `key`: only with an API key. `open`: for anyone who can reach the listener. */
  readonly access: "open" | "key";
  /** Answers the request, or throws an ApiError. */
  readonly handle: (exchange: Exchange) => void | Promise<void>;
}
