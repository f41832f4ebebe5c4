import { z } from "zod";
import { webAddress } from "./web-address.ts";

/** `tracing` in the gateway's configuration. Off without an endpoint. */
export const tracingConfigSchema = z
  .strictObject({
    endpoint: webAddress.optional().meta({
      description: "Where spans are sent, by OTLP over HTTP in JSON, such as `http://collector.hearth:4318/v1/traces`.",
      defaultNote: "tracing is off",
    }),
    headersFile: z
      .string()
      .optional()
      .meta({ description: "JSON file of headers for the endpoint, such as its key; read at start." }),
    share: z.number().min(0).max(1).default(1).meta({
      description:
        "Share of the requests that are traced, from 0 to 1. A caller that sends `traceparent` decides for itself.",
    }),
    queue: z.int().positive().default(1_024).meta({
      description: "Maximum number of traced requests that wait to be sent; further ones are dropped and counted.",
    }),
    everyMs: z.int().positive().default(5_000).meta({ description: "How often spans are sent, in milliseconds." }),
    limitMs: z
      .int()
      .positive()
      .default(10_000)
      .meta({ description: "How long the endpoint may take to answer, in milliseconds." }),
    serviceName: z.string().min(1).default("hearth-gateway").meta({ description: "Service name in the traces." }),
  })
  .prefault({});

export type TracingConfig = z.infer<typeof tracingConfigSchema>;
