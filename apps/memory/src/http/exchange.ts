import type { IncomingMessage, ServerResponse } from "node:http";
import type { EndpointName } from "@hearth/contracts/memory/api/endpoints.ts";
import type { Caller } from "../keys/key-ring.ts";

/** One request on its way; what is learned about it is what its log line and metrics say. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly id: string;
  /** On the monotonic clock. */
  readonly startMs: number;
  caller?: Caller;
  endpoint?: EndpointName;
  /** The code of the error that was answered. */
  failure?: string;
}
