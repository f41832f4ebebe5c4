import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../keys/key-ring.ts";

/** One request on its way through the gateway; what is learned about it on the way is what its log line and metrics say. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly id: string;
  /** On the monotonic clock. */
  readonly startMs: number;
  caller?: Caller;
  expert?: string;
  model?: string;
  /** Origin of the instance that was asked last. */
  instance?: string;
  attempts?: number;
  stream?: boolean;
  /** From the request's start to the first byte of the answer's body. */
  firstByteMs?: number;
  /** Why there was no answer, or not the whole: an error code, or the reason of an expert's failure. */
  failure?: string;
}
