import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CatalogueProvider } from "@hearth/contracts/catalogue/catalogue-schema.ts";
import type { Handler } from "../../domain/route.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { OutsideExpert } from "./outside-models.ts";

/**
 * `GET /v1/providers`: the catalogue's providers, and which of their models are experts here. `GET /v1/providers/{id}`: one
 * provider, with its models, their limits and prices in US dollars per million tokens. Neither shows the providers' API keys.
 */
export function providerHandlers(
  catalogue: Catalogue,
  models: readonly OutsideExpert[],
): Readonly<Record<"listProviders" | "getProvider", Handler>> {
  const expertsOf = (id: string): readonly string[] =>
    models.filter(({ provider }) => provider === id).map(({ expert }) => expert.name);
  const head = (id: string, { name, api, doc, models }: CatalogueProvider) => ({
    id,
    object: "provider",
    name,
    api,
    doc,
    models: Object.keys(models).length,
    experts: expertsOf(id),
  });
  return {
    async listProviders({ response }) {
      const known = Object.entries(await catalogue.load());
      sendJson(response, 200, { object: "list", data: known.map(([id, provider]) => head(id, provider)) });
    },
    async getProvider({ response }, { id = "" }) {
      const known = await catalogue.load();
      const provider = Object.hasOwn(known, id) ? known[id] : undefined;
      if (provider === undefined) throw new ApiError("unknown_url", `No provider is called '${id}'.`);
      const models = Object.entries(provider.models).map(([name, facts]) => ({ id: name, ...facts }));
      sendJson(response, 200, { ...head(id, provider), models });
    },
  };
}
