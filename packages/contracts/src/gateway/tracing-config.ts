import { z } from "zod";
import { webAddress } from "./web-address.ts";

/** `tracing` in the gateway's configuration. Off unless there is an endpoint. */
export const tracingConfigSchema = z
  .strictObject({
    /** Where spans go by OTLP over HTTP in JSON, as in `http://collector.hearth:4318/v1/traces`. */
    endpoint: webAddress.optional(),
    /** JSON file of headers for the endpoint, such as its key; read at start. */
    headersFile: z.string().optional(),
    /** Share of the requests without a caller's `traceparent` that are traced; a caller that sends one decides itself. */
    share: z.number().min(0).max(1).default(1),
    /** Traced requests that may wait to be sent; what comes on top is dropped and counted. */
    queue: z.int().positive().default(1_024),
    everyMs: z.int().positive().default(5_000),
    /** The endpoint has to answer within this time. */
    limitMs: z.int().positive().default(10_000),
    serviceName: z.string().min(1).default("hearth-gateway"),
  })
  .prefault({});

export type TracingConfig = z.infer<typeof tracingConfigSchema>;
