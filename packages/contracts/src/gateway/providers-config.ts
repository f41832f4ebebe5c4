import { z } from "zod";
import { webAddress } from "./web-address.ts";
import { policySchema } from "./policy-config.ts";

const modelSchema = z.strictObject({
  model: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The model's name at the provider.", defaultNote: "its name here" }),
  kind: z
    .enum(["chat", "embedding"])
    .default("chat")
    .meta({ description: "What the model does: `chat` or `embedding`." }),
  overflow: z.boolean().default(true).meta({
    description:
      "Whether the model also answers when the house's own experts cannot: none is healthy, all are busy, or they fail. With `false` it answers only when asked for by name.",
  }),
  maxTokens: z
    .int()
    .positive()
    .default(4_096)
    .meta({ description: "Maximum tokens of an answer when a request sets none; Anthropic's API requires a limit." }),
});

/** One provider. Only `keyFile` differs between the gateway's configuration and the inventory. */
export const providerSchema = z.strictObject({
  api: z
    .enum(["openai", "anthropic", "ollama"])
    .optional()
    .meta({ description: "Kind of the provider's API.", defaultNote: "as the catalogue says" }),
  url: webAddress.optional().meta({
    description: "Base URL of the provider's API, such as `https://api.mistral.ai/v1`.",
    defaultNote: "as the catalogue says",
  }),
  catalogue: z
    .string()
    .optional()
    .meta({ description: "The provider's id in the catalogue.", defaultNote: "its name here" }),
  keyFile: z.string().optional().meta({
    description: "File with the provider's API key. It is read before every request, so a renewed key is used at once.",
  }),
  models: z
    .record(
      z.string().regex(/^[\w./:-]{1,128}$/, "is not a model's name; use letters, digits and . / : _ -"),
      modelSchema,
    )
    .meta({ description: "The provider's models, by the names under which they are experts here.", keyName: "MODEL" }),
});

/**
 * `providers` in the gateway's configuration: outside models. None by default; even with some, nothing leaves the house without a rule
 * that allows it.
 */
export const providersSchema = z
  .strictObject({
    from: z
      .record(
        z.string().regex(/^[\w.-]{1,64}$/, "is not a provider's name; use letters, digits and . _ -"),
        providerSchema,
      )
      .default({})
      .meta({ description: "The providers, by names of your own; the policy refers to them by these names." }),
    policy: policySchema.meta({
      description:
        "Rules about what may leave the house. The first rule that matches a request decides; if none does, the request stays in the house.",
    }),
    dollar: z
      .number()
      .positive()
      .default(1)
      .meta({ description: "Value of one US dollar, the catalogue's currency, in the currency of `prices`." }),
  })
  .prefault({});

export type ProvidersConfig = z.infer<typeof providersSchema>;
export type ProviderConfig = z.infer<typeof providerSchema>;
export type ProviderModelConfig = z.infer<typeof modelSchema>;
