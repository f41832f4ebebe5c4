import { z } from "zod";
import { webAddress } from "./web-address.ts";
import { policySchema } from "./policy-config.ts";

const modelSchema = z.strictObject({
  /** Its name at the provider; the expert's name where it is absent. */
  model: z.string().min(1).optional(),
  kind: z.enum(["chat", "embedding"]).default("chat"),
  /** Also asked when the experts of the house cannot: none is healthy, all places are taken, or they fail. Else only by its name. */
  overflow: z.boolean().default(true),
  /** Most tokens of an answer where a request does not say; Anthropic's API insists on a limit. */
  maxTokens: z.int().positive().default(4_096),
});

/** One provider; `keyFile` is what differs between the gateway's configuration and the inventory. */
export const providerSchema = z.strictObject({
  /** The form of its API; from the catalogue where it is absent. */
  api: z.enum(["openai", "anthropic", "ollama"]).optional(),
  /** Its base, such as `https://api.mistral.ai/v1`; from the catalogue where it is absent. */
  url: webAddress.optional(),
  /** Its id in the catalogue; its name here where it is absent. */
  catalogue: z.string().optional(),
  /** File with the provider's API key. It is read before every request, so a key that is renewed is used at once. */
  keyFile: z.string().optional(),
  /** By the names under which they are experts here. */
  models: z.record(
    z.string().regex(/^[\w./:-]{1,128}$/, "is not a model's name; use letters, digits and . / : _ -"),
    modelSchema,
  ),
});

/**
 * `providers` in the gateway's configuration: models outside the house. None by default; and where there are some, nothing leaves the
 * house without a rule that allows it.
 */
export const providersSchema = z
  .strictObject({
    /** By name; the policy speaks of them by it. */
    from: z
      .record(
        z.string().regex(/^[\w.-]{1,64}$/, "is not a provider's name; use letters, digits and . _ -"),
        providerSchema,
      )
      .default({}),
    policy: policySchema,
    /** What a US dollar, the catalogue's currency, is in the currency of `prices`. */
    dollar: z.number().positive().default(1),
  })
  .prefault({});

export type ProvidersConfig = z.infer<typeof providersSchema>;
export type ProviderConfig = z.infer<typeof providerSchema>;
export type ProviderModelConfig = z.infer<typeof modelSchema>;
