import type { HttpExchange } from "@hearth/service/http/create-listener.ts";
import type { Caller } from "./caller.ts";
import type { Usage } from "./usage.ts";
import type { TraceContext } from "./trace-context.ts";

/** How many notes went along, or why none could; in the header `x-hearth-memories`. `withheld`: the policy keeps them in the house. */
export type Recalled = number | "off" | "unavailable" | "withheld";

/** One request on its way through the gateway; what is learned about it on the way is what its log line and metrics say. */
export interface Exchange extends HttpExchange {
  caller?: Caller;
  expert?: string;
  model?: string;
  /** How the expert was found, and why; see choice.ts. */
  route?: string;
  reason?: string;
  cache?: "exact" | "semantic" | "miss";
  /** Only of a key that asks for memories. */
  memories?: Recalled;
  /** How long they were waited for. */
  memoriesMs?: number;
  /** Time in an expert's queue. */
  queuedMs?: number;
  /** Origin of the instance that was asked last. */
  instance?: string;
  /** Over all experts of the choice. */
  attempts?: number;
  stream?: boolean;
  /** From the request's start to the first byte of the answer's body. */
  firstByteMs?: number;
  /** From the request's start to the moment at which the expert was asked, less the time in its queue: the gateway's own part. */
  overheadMs?: number;
  /** Only where an expert answered. */
  usage?: Usage;
  /** Why there was no answer, or not the whole: an error code, or the reason of an expert's failure. */
  failure?: string;
  /** The trace that the request is part of, where traces are made. */
  trace?: TraceContext;
  /** What goes to the expert as `traceparent`. */
  traceparent?: string;
  /** What the door said no to, as in `key expired`; never the key itself. */
  denied?: string;
}
