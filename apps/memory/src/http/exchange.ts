import type { HttpExchange } from "@hearth/service/http/create-listener.ts";
import type { EndpointName } from "@hearth/contracts/memory/api/endpoints.ts";
import type { Caller } from "../keys/key-ring.ts";

/** One request on its way; what is learned about it is what its log line and metrics say. */
export interface Exchange extends HttpExchange {
  caller?: Caller;
  endpoint?: EndpointName;
}
