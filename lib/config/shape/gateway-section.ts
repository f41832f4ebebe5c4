import { z } from "zod";
import { pricesSchema } from "@hearth/contracts/gateway/prices-config.ts";
import { cacheConfigSchema } from "@hearth/contracts/gateway/cache-config.ts";
import { catalogueConfigSchema } from "@hearth/contracts/gateway/catalogue-config.ts";
import { gatewayConfigSchema } from "@hearth/contracts/gateway/gateway-config.ts";
import { doorSchema } from "@hearth/contracts/gateway/door-config.ts";
import { logConfigSchema } from "@hearth/contracts/gateway/log-config.ts";
import { memoriesConfigSchema } from "@hearth/contracts/gateway/memories-config.ts";
import { providerSchema, providersSchema } from "@hearth/contracts/gateway/providers-config.ts";
import { requestsConfigSchema } from "@hearth/contracts/gateway/requests-config.ts";
import { mappingFileSchema } from "@hearth/contracts/gateway/mapping-file.ts";
import { tracingConfigSchema } from "@hearth/contracts/gateway/tracing-config.ts";
import { durationWithin, classifierFile, secretName, sizeWithin } from "./fields.ts";

/*
 * `gateway` in the inventory: the gateway's own sections, taken from its schemas, but for what a person writes otherwise: durations and
 * sizes have units, a secret is its name, and a classifier is a file beside the inventory.
 */

/** A timeout of a request. */
const timeout = durationWithin("10ms", "1d").optional();

const memories = memoriesConfigSchema.unwrap();
const providers = providersSchema.unwrap();
const provider = providerSchema.omit({ keyFile: true }).extend({ secret: secretName.optional() });

export const gatewaySection = z.strictObject({
  routing: mappingFileSchema
    .extend({
      semantic: z.boolean().optional(),
      classifier: classifierFile.optional(),
      embedding: durationWithin("1ms", "10s").optional(),
    })
    .optional(),
  cache: cacheConfigSchema
    .unwrap()
    .pick({
      exact: true,
      semantic: true,
      entries: true,
      temperatureLimit: true,
      threshold: true,
      agreement: true,
      checkedShare: true,
    })
    .extend({ size: sizeWithin("64 KiB", "64 MiB").optional(), ttl: durationWithin("1s", "30d").optional() })
    .optional(),
  tracing: tracingConfigSchema.unwrap().pick({ endpoint: true, share: true }).required({ endpoint: true }).optional(),
  providers: providers.extend({ from: z.record(providers.shape.from.unwrap().keyType, provider) }).optional(),
  catalogue: catalogueConfigSchema
    .unwrap()
    .pick({ url: true })
    .required({ url: true })
    .extend({ every: durationWithin("1m", "30d").optional() })
    .optional(),
  prices: pricesSchema.unwrap().optional(),
  memories: memories
    .pick({ leastSimilarity: true })
    .extend({ deadline: durationWithin("10ms", "10s").optional() })
    .optional(),
  door: doorSchema.unwrap().optional(),
  log: logConfigSchema.unwrap().optional(),
  requests: requestsConfigSchema.unwrap().optional(),
  limits: gatewayConfigSchema.shape.limits
    .unwrap()
    .pick({ assumedAnswerTokens: true })
    .extend({ body: sizeWithin("1 KiB", "32 MiB").optional() })
    .optional(),
  timeouts: z
    .strictObject({ connect: timeout, firstByte: timeout, wholeAnswer: timeout, stall: timeout, longest: timeout })
    .optional(),
  admission: gatewayConfigSchema.shape.admission
    .unwrap()
    .pick({ experts: true, longest: true })
    .extend({ perInstance: z.int().positive().optional(), longestWait: durationWithin("10ms", "1d").optional() })
    .optional(),
});

/** As written, its shape checked. */
export type GatewaySection = z.infer<typeof gatewaySection>;
