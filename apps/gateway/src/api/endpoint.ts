import type { Endpoint } from "@hearth/service/http/endpoint.ts";
import type { Parser } from "../domain/parser.ts";
import type { Access } from "../domain/route.ts";

/** One line of the gateway's HTTP contract; the table is in endpoints.ts. */
export interface GatewayEndpoint extends Endpoint {
  readonly access: Access;
  /** The endpoint's group in the OpenAPI document. */
  readonly tag: "chat" | "text" | "tokens" | "media" | "models" | "gateway";
  /** Parses requests that are passed on to an expert. */
  readonly parse?: Parser;
  /** The answer can be a stream: of events with `stream` set, or of lines of JSON unless `stream` is false. */
  readonly streams?: "events" | "lines";
}
