import { randomBytes } from "node:crypto";

/** A request's position in a trace, by W3C Trace Context. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The gateway's own span; 16 hexadecimal digits. */
  readonly spanId: string;
  /** The span sent to the expert. */
  readonly upstreamSpanId: string;
  /** The caller's span, if it sent one. */
  readonly parentSpanId: string | undefined;
  readonly sampled: boolean;
}

const header = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const nothing = /^0+$/;

/**
 * The context of a request with this `traceparent`. The caller's sampling decision holds; without a valid header a new trace starts,
 * sampled if `sample` returns true.
 */
export function traceContext(traceparent: string | string[] | undefined, sample: () => boolean): TraceContext {
  const ids = { spanId: hexadecimal(8), upstreamSpanId: hexadecimal(8) };
  const caller = typeof traceparent === "string" ? parse(traceparent) : undefined;
  if (caller !== undefined) return { ...ids, ...caller };
  return { ...ids, traceId: hexadecimal(16), parentSpanId: undefined, sampled: sample() };
}

/** The header for the expert. */
export const toTraceparent = ({ traceId, upstreamSpanId, sampled }: TraceContext): string =>
  `00-${traceId}-${upstreamSpanId}-${sampled ? "01" : "00"}`;

/** The caller's header if it is valid: with tracing off, the gateway passes it on unchanged. */
export const validTraceparent = (traceparent: string | string[] | undefined): string | undefined =>
  typeof traceparent === "string" && parse(traceparent) !== undefined ? traceparent : undefined;

function parse(traceparent: string): Pick<TraceContext, "traceId" | "parentSpanId" | "sampled"> | undefined {
  const [, version, traceId = "", parentSpanId = "", flags = "", more] = header.exec(traceparent) ?? [];
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (nothing.test(traceId) || nothing.test(parentSpanId)) return undefined;
  return { traceId, parentSpanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

const hexadecimal = (bytes: number): string => randomBytes(bytes).toString("hex");
