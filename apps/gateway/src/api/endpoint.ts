import type { Endpoint } from "@hearth/service/http/endpoint.ts";
import type { Parser } from "../domain/parser.ts";
import type { Access } from "../domain/route.ts";

/** One line of the gateway's HTTP contract; the table is in endpoints.ts. */
export interface GatewayEndpoint extends Endpoint {
  readonly access: Access;
  /** Where it stands in the OpenAPI document. */
  readonly tag: "chat" | "text" | "tokens" | "media" | "models" | "gateway";
  /** How a request is read that goes on to an expert. */
  readonly parse?: Parser;
  /** The same request with `stream` set is answered by events. */
  readonly streams?: true;
}
