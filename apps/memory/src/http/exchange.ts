import type { HttpExchange } from "@hearth/service/http/create-listener.ts";
import type { EndpointName } from "@hearth/contracts/memory/api/endpoints.ts";
import type { Caller } from "../keys/key-ring.ts";

/** One request on its way. The facts recorded here become its log line and metrics. */
export interface Exchange extends HttpExchange {
  caller?: Caller;
  endpoint?: EndpointName;
  /** Undoes what the request took of the limits; called when it has ended. */
  leave?: () => void;
}
