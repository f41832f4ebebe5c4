import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CatalogueData, CatalogueModel } from "@hearth/contracts/catalogue/catalogue-schema.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { outsideScheme, type Capabilities, type Expert } from "../../domain/expert.ts";
import type { Adapter } from "./adapter.ts";
import { anthropicAdapter } from "./anthropic-adapter.ts";
import { openaiAdapter } from "./openai-adapter.ts";
import type {
  ProviderConfig,
  ProviderModelConfig,
  ProvidersConfig,
} from "@hearth/contracts/gateway/providers-config.ts";

/** A provider's model, presented as an expert. */
export interface OutsideExpert {
  readonly expert: Expert;
  /** The provider's name in the policy. */
  readonly provider: string;
  readonly adapter: Adapter;
  /** The provider's base URL. */
  readonly url: URL;
  readonly keyFile: string | undefined;
  readonly model: string;
  readonly maxTokens: number;
  readonly overflow: boolean;
  /** The current catalogue entry. */
  readonly facts: () => CatalogueModel | undefined;
}

/** A placeholder origin for an outside model; nothing listens there. */
const originOf = (name: string): string => `${outsideScheme}//${encodeURIComponent(name)}`;

/** The configured outside models, in order. Throws HearthError if a provider has no URL and is not in the catalogue. */
export async function outsideModels(
  { from }: ProvidersConfig,
  catalogue: Catalogue,
): Promise<readonly OutsideExpert[]> {
  if (Object.keys(from).length === 0) return [];
  const data = await catalogue.load();
  const names = Object.values(from).flatMap(({ models }) => Object.keys(models));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new HearthError({
      code: "CONFIG_INVALID",
      at: "providers.from",
      message: `two models have the name '${twice}'`,
      hint: "Give one of them another name, and its name at the provider as model.",
    });
  }
  return Object.entries(from).flatMap(([provider, config]) =>
    Object.entries(config.models).map(([name, model]) =>
      outsideExpert({ provider, config, name, model, data, catalogue }),
    ),
  );
}

interface Parts {
  readonly provider: string;
  readonly config: ProviderConfig;
  readonly name: string;
  readonly model: ProviderModelConfig;
  readonly data: CatalogueData;
  readonly catalogue: Catalogue;
}

function outsideExpert({ provider, config, name, model, data, catalogue }: Parts): OutsideExpert {
  const known = data[config.catalogue ?? provider];
  const url = config.url ?? known?.api;
  if (url === undefined) {
    throw new HearthError({
      code: "CONFIG_INVALID",
      at: `providers.from.${provider}`,
      message: "has no url, and the catalogue knows none",
      hint: "Give the base of its API as url, or its id in the catalogue.",
    });
  }
  const api = config.api ?? (known?.npm === "@ai-sdk/anthropic" ? "anthropic" : "openai");
  const id = model.model ?? name;
  const facts = (): CatalogueModel | undefined => catalogue.model(config.catalogue ?? provider, id);
  return {
    expert: {
      name,
      kind: model.kind,
      model: id,
      get capabilities() {
        return capabilitiesOf(facts());
      },
      instances: [{ origin: originOf(name) }],
    },
    provider,
    adapter: api === "anthropic" ? anthropicAdapter : openaiAdapter,
    url: new URL(url),
    keyFile: config.keyFile,
    model: id,
    maxTokens: model.maxTokens,
    overflow: model.overflow,
    facts,
  };
}

const capabilitiesOf = ({ limit, tool_call, modalities }: Partial<CatalogueModel> = {}): Capabilities => ({
  contextTokens: limit?.context,
  tools: tool_call,
  vision: modalities?.input.includes("image"),
  audio: modalities?.input.includes("audio"),
});
