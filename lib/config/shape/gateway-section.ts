import { z } from "zod";
import { pricesSchema } from "@hearth/contracts/gateway/prices-config.ts";
import { cacheConfigSchema } from "@hearth/contracts/gateway/cache-config.ts";
import { catalogueConfigSchema } from "@hearth/contracts/gateway/catalogue-config.ts";
import { gatewayConfigSchema } from "@hearth/contracts/gateway/gateway-config.ts";
import { accessSchema } from "@hearth/contracts/gateway/access-config.ts";
import { logConfigSchema } from "@hearth/contracts/gateway/log-config.ts";
import { memoriesConfigSchema } from "@hearth/contracts/gateway/memories-config.ts";
import { providerSchema, providersSchema } from "@hearth/contracts/gateway/providers-config.ts";
import { requestsConfigSchema } from "@hearth/contracts/gateway/requests-config.ts";
import { mappingFileSchema } from "@hearth/contracts/gateway/mapping-file.ts";
import { tracingConfigSchema } from "@hearth/contracts/gateway/tracing-config.ts";
import { durationWithin, classifierFile, secretName, sizeWithin } from "./fields.ts";

/*
 * `gateway` in the inventory: the gateway's own sections, taken from its schemas, except for what people write differently:
 * durations and sizes have units, a secret is given by name, and a classifier is a file beside the inventory.
 */

/** A timeout of a request. */
const timeout = durationWithin("10ms", "1d").optional();

const memories = memoriesConfigSchema.unwrap();
const requests = requestsConfigSchema.unwrap();
const access = accessSchema.unwrap();
const providers = providersSchema.unwrap();
const provider = providerSchema.omit({ keyFile: true }).extend({
  secret: secretName.optional().meta({
    description:
      "Name of the secret that holds the provider's API key, stored with `hearth secrets create NAME`; `none` for a server that needs no key.",
    defaultNote: "`none` with `api: ollama`; required otherwise",
  }),
});

export const gatewaySection = z.strictObject({
  routing: mappingFileSchema
    .extend({
      semantic: z
        .boolean()
        .optional()
        .meta({ description: "Whether `routes` are in use; `false` keeps them for later.", default: true }),
      classifier: classifierFile.optional().meta({
        description:
          "JSON file of a classifier written by `hearth router train --out`, relative to the inventory's folder. It may have routes of its own.",
        defaultNote: "the classifier that ships with Hearth",
      }),
      embedding: durationWithin("1ms", "10s").optional().meta({
        description: "How long to wait for the embedding of a question; after that its words alone decide.",
        default: "50ms",
      }),
      default: mappingFileSchema.shape.default.meta({
        defaultNote: "all chat experts, the largest first, those for code last",
      }),
      fallbacks: mappingFileSchema.shape.fallbacks.meta({ defaultNote: "smaller experts for larger ones" }),
    })
    .optional()
    .meta({
      description: "Which expert a request goes to. A change takes effect while the gateway runs.",
      defaultNote: "by name; `auto` is the largest healthy chat expert",
    }),
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
    .extend({
      size: sizeWithin("64 KiB", "64 MiB").optional().meta({
        description:
          "Maximum memory for kept answers, in each of the two caches; the gateway's job gets it in addition to its own.",
        default: "16 MiB",
      }),
      ttl: durationWithin("1s", "30d")
        .optional()
        .meta({ description: "How long a kept answer is valid.", default: "10m" }),
    })
    .optional()
    .meta({
      description: "Answers that are kept and given again; see docs/how-to/cache-answers.md.",
      defaultNote: "off",
    }),
  tracing: tracingConfigSchema
    .unwrap()
    .pick({ endpoint: true, share: true })
    .required({ endpoint: true })
    .optional()
    .meta({ description: "Traces of requests.", defaultNote: "off" }),
  providers: providers
    .extend({
      from: z.record(providers.shape.from.unwrap().keyType, provider).meta({
        description: "The providers, by names of your own; the policy refers to them by these names.",
        keyName: "PROVIDER",
      }),
    })
    .optional()
    .meta({ description: "Models outside the house; see docs/how-to/use-models-outside.md.", defaultNote: "none" }),
  catalogue: catalogueConfigSchema
    .unwrap()
    .pick({ url: true })
    .required({ url: true })
    .extend({
      every: durationWithin("1m", "30d")
        .optional()
        .meta({ description: "How often the facts are fetched.", default: "1d" }),
    })
    .optional()
    .meta({
      description: "Where newer facts about providers are fetched from.",
      defaultNote: "the facts that ship with Hearth",
    }),
  prices: pricesSchema
    .unwrap()
    .optional()
    .meta({ description: "What tokens cost; the budgets of keys count it.", defaultNote: "everything is free" }),
  memories: memories
    .pick({ minSimilarity: true })
    .extend({
      deadline: durationWithin("10ms", "10s").optional().meta({
        description: "How long a request waits for its memories; after that it goes on without them.",
        default: "300ms",
      }),
    })
    .optional()
    .meta({
      description:
        "How memories are added to the chats of keys that ask for it (`hearth keys create NAME --memories`).",
    }),
  access: access
    .extend({
      allow: access.shape.allow.meta({
        description:
          "IP addresses and networks that may call the gateway. Empty: all. The cluster's own machines always may.",
      }),
    })
    .optional()
    .meta({
      description: "Which web pages and addresses may connect at all, before any key is checked.",
      defaultNote: "everybody on the overlay, and no web page",
    }),
  log: logConfigSchema.unwrap().optional().meta({ description: "What is written to the log." }),
  requests: requests
    .extend({
      operators: requests.shape.operators.meta({
        description:
          "Names of keys that see everybody's requests, besides the key `owner`; every other key sees only its own.",
      }),
    })
    .optional()
    .meta({ description: "What `hearth requests` shows." }),
  limits: gatewayConfigSchema.shape.limits
    .unwrap()
    .pick({ assumedAnswerTokens: true })
    .extend({
      body: sizeWithin("1 KiB", "32 MiB").optional().meta({ description: "Largest request body.", default: "4 MiB" }),
    })
    .optional()
    .meta({ description: "Limits on the size of requests." }),
  timeouts: z
    .strictObject({
      connect: timeout.meta({ description: "How long connecting to an expert may take.", default: "3s" }),
      firstByte: timeout.meta({
        description: "How long an expert may take until the first piece of a stream. Long prompts take long on a CPU.",
        default: "60s",
      }),
      wholeAnswer: timeout.meta({
        description: "How long an expert may take for an answer that is not streamed.",
        default: "5m",
      }),
      stall: timeout.meta({ description: "How long an expert may be silent within an answer.", default: "30s" }),
      total: timeout.meta({
        description: "How long a whole request may take, to the end of its answer.",
        default: "30m",
      }),
    })
    .optional()
    .meta({ description: "Time limits of requests." }),
  admission: gatewayConfigSchema.shape.admission
    .unwrap()
    .pick({ experts: true, maxQueued: true })
    .extend({
      perInstance: z.int().positive().optional().meta({
        description:
          "Maximum number of requests sent to one instance of an expert at the same time; by default as many as it answers at once, which is 4 unless it was planned otherwise. No key gets the last of them, so that none can keep the others waiting.",
        default: 4,
      }),
      maxWait: durationWithin("10ms", "1d")
        .optional()
        .meta({ description: "How long a request may wait for an expert.", default: "60s" }),
    })
    .optional()
    .meta({ description: "The queue in front of each expert." }),
});

/** As written, after its shape was checked. */
export type GatewaySection = z.infer<typeof gatewaySection>;
