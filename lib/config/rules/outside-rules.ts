import { createRequire } from "node:module";
import type { Draft } from "../shape/draft.ts";
import type { Path } from "../read/finding.ts";
import type { GatewaySection } from "../shape/gateway-section.ts";
import { suggestion } from "../shape/nearest-name.ts";
import { quoted } from "../read/quoted.ts";
import type { Rules } from "./rule.ts";
import { repeated } from "./repeated.ts";

const section: Path = ["gateway", "providers"];

/** Rules for `gateway.providers`: what may leave the house must be stated explicitly. */
export const outsideRules: Rules = {
  *"provider-without-address"({ inventory: { gateway } }) {
    for (const [name, provider] of providersOf(gateway)) {
      const id = provider.catalogue ?? name;
      if ("url" in provider || catalogue()[id]?.api !== undefined) continue;
      const what = `the catalogue has no address for ${quoted(id)}`;
      const hint = "add `url:` with the base of its API, or `catalogue:` with its id there";
      yield { path: [...section, "from", name], on: "key", what, hint };
    }
  },

  *"provider-without-key"({ inventory: { gateway } }) {
    for (const [name, provider] of providersOf(gateway)) {
      if ("secret" in provider || provider.api === "ollama") continue;
      const hint =
        "add `secret: NAME` and give its value with `hearth secrets create NAME`; for a server that needs none write `secret: none`";
      yield { path: [...section, "from", name, "secret"], what: "is missing", hint };
    }
  },

  /** Without this rule such a mistake looks like a provider that never answers. */
  *"providers-without-policy"({ inventory: { gateway } }) {
    if (providersOf(gateway).length === 0) return;
    const { policy } = gateway?.providers ?? {};
    if (policy !== undefined && policy.length > 0) return;
    const what = "nothing would ever be sent to a provider";
    yield {
      path: [...section, "policy"],
      what,
      hint: "add a rule that says what may leave the house, such as `allow: true`",
    };
  },

  *"unknown-provider"({ inventory: { gateway } }) {
    const known = Object.keys(gateway?.providers?.from ?? {});
    for (const [index, rule] of (gateway?.providers?.policy ?? []).entries()) {
      for (const [position, name] of (rule?.providers ?? []).entries()) {
        if (name === undefined || name.includes("*") || known.includes(name)) continue;
        const path = [...section, "policy", index, "providers", position];
        yield { path, what: `there is no provider ${quoted(name)}`, hint: suggestion(name, known) };
      }
    }
  },

  *"duplicate-outside-model"({ inventory: { gateway, experts = [] } }) {
    const models = providersOf(gateway).flatMap(([provider, { models = {} }]) =>
      Object.keys(models).map((model) => ({ model, path: [...section, "from", provider, "models", model] })),
    );
    const atHome = experts.flatMap((expert) => [expert?.name, expert?.model]);
    const hint = "give it another name, and set `model` to its name at the provider";
    for (const { model, path } of models) {
      if (!atHome.includes(model)) continue;
      yield { path, on: "key", what: `${quoted(model)} is a local expert, which takes precedence`, hint };
    }
    for (const { item, index } of repeated(models.map(({ model }) => model))) {
      const { path = [] } = models[index] ?? {};
      yield { path, on: "key", what: `${quoted(item)} is already a model of another provider`, hint };
    }
  },
};

/** Those whose shape is known. */
export const providersOf = (gateway: Draft<GatewaySection> | undefined) =>
  Object.entries(gateway?.providers?.from ?? {}).flatMap(([name, provider]) =>
    provider === undefined ? [] : [[name, provider] as const],
  );

/** The gateway's catalogue; it is large, so it is read only if the inventory names a provider. */
const catalogue = (): Readonly<Record<string, { readonly api?: string }>> =>
  createRequire(import.meta.url)("@hearth/contracts/catalogue/catalogue.json") as never;
