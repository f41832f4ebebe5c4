import type { HttpExchange } from "@hearth/service/http/create-listener.ts";
import type { Caller } from "./caller.ts";
import type { Usage } from "./usage.ts";
import type { TraceContext } from "./trace-context.ts";

/** How many notes were added, or why none; sent in the header `x-hearth-memories`. `withheld`: the policy keeps them in the house. */
export type Recalled = number | "off" | "unavailable" | "withheld";

/** One request on its way through the gateway. The facts recorded here become its log line and metrics. */
export interface Exchange extends HttpExchange {
  caller?: Caller;
  expert?: string;
  model?: string;
  /** How the expert was found, and why; see choice.ts. */
  route?: string;
  reason?: string;
  cache?: "exact" | "semantic" | "miss";
  /** Only for keys that ask for memories. */
  memories?: Recalled;
  /** How long the request waited for memories. */
  memoriesMs?: number;
  /** Time in an expert's queue. */
  queuedMs?: number;
  /** Origin of the instance asked last. */
  instance?: string;
  /** Summed over all experts. */
  attempts?: number;
  stream?: boolean;
  /** From the request's start to the first byte of the answer's body. */
  firstByteMs?: number;
  /** From the request's start until the expert was asked, minus the time in the queue: the gateway's own overhead. */
  overheadMs?: number;
  /** Only if an expert answered. */
  usage?: Usage;
  /** Why there was no answer or only a part: an error code, or the reason of an expert's failure. */
  failure?: string;
  /** The trace that the request is part of, if tracing is on. */
  trace?: TraceContext;
  /** The `traceparent` sent to the expert. */
  traceparent?: string;
  /** Why access was denied, such as `key expired`; never the key itself. */
  denied?: string;
}
