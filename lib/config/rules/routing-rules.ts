import { defined } from "@hearth/kernel/defined.ts";
import shippedClassifier from "../../../models/router/classifier.json" with { type: "json" };
import type { Draft } from "../shape/draft.ts";
import type { Complaint, Path } from "../read/finding.ts";
import type { GatewaySection } from "../shape/gateway-section.ts";
import { suggestion } from "../shape/nearest-name.ts";
import { quoted } from "../read/quoted.ts";
import { askableNames } from "./askable-names.ts";
import type { Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

const section: Path = ["gateway", "routing"];

/** What has to be true of `gateway.routing`: whom it names, and that what it says can ever take effect. */
export const routingRules: Rules = {
  *"unknown-expert"(given) {
    const known = askableNames(given);
    for (const { name, path, on } of namesIn(given.inventory.gateway?.routing)) {
      const place = { path: [...section, ...path], ...defined({ on }) };
      yield* unknownReference({ name, kind: "expert or model", ...place }, known && Object.keys(known));
    }
  },

  /** The gateway would pass it over without a word. */
  *"expert-cannot-chat"(given) {
    const known = askableNames(given);
    for (const { name, path, use } of namesIn(given.inventory.gateway?.routing)) {
      if (use !== "chat" || name === undefined || known?.[name] !== "embedding") continue;
      const what = `${quoted(name)} makes embeddings, and what is routed here are chats`;
      yield { path: [...section, ...path], what, hint: "name a chat expert" };
    }
  },

  *"unknown-route"({ inventory: { gateway } }) {
    const { routes = {}, ...routing } = gateway?.routing ?? {};
    // Only its own file says what another classifier knows.
    if ("classifier" in routing) return;
    const known = shippedClassifier.routes.filter((route) => route !== "none");
    for (const name of Object.keys(routes)) {
      if (known.includes(name)) continue;
      const what = `the classifier that comes with Hearth knows no route ${quoted(name)}`;
      yield { path: [...section, "routes", name], on: "key", what, hint: suggestion(name, known) };
    }
  },

  *"classifier-without-routes"({ inventory: { gateway } }) {
    const routing = gateway?.routing;
    if (routing === undefined || Object.keys(routing.routes ?? {}).length > 0) return;
    for (const key of ["classifier", "semantic"] as const) {
      if (routing[key] === undefined || routing[key] === false) continue;
      const what = "does nothing: no route has an expert";
      yield { path: [...section, key], on: "key", what, hint: "say under `routes` which experts each route has" };
    }
  },

  *"alias-without-effect"(given) {
    const experts = (given.inventory.experts ?? []).flatMap((expert) => expert?.name ?? []);
    for (const alias of Object.keys(given.inventory.gateway?.routing?.aliases ?? {})) {
      if (alias !== "auto" && !experts.includes(alias)) continue;
      const what = alias === "auto" ? "`auto` is not to be renamed" : `an expert is called ${quoted(alias)} already`;
      yield { path: [...section, "aliases", alias], on: "key", what, hint: "choose another name, or remove the line" };
    }
  },

  *"repeated-rule-name"({ inventory: { gateway } }) {
    const names = [...(gateway?.routing?.rules ?? []).map((rule) => rule?.name)];
    for (const [index, name] of names.entries()) {
      if (name === undefined || names.indexOf(name) === index) continue;
      const complaint: Complaint = {
        path: [...section, "rules", index, "name"],
        what: `${quoted(name)} is the name of another rule already`,
        hint: "give each a name of its own: answers and logs show it as the route",
      };
      yield complaint;
    }
  },
};

interface NamedExpert {
  /** Undefined where it cannot be read. */
  readonly name: string | undefined;
  /** From the section. */
  readonly path: Path;
  readonly on?: "key";
  /** Chats go to it; else it only stands under another name or for another. */
  readonly use: "chat" | "any";
}

/** Every place of the section that names an expert or a model. */
function namesIn(routing: Draft<NonNullable<GatewaySection["routing"]>> | undefined): readonly NamedExpert[] {
  const { aliases = {}, rules = [], routes = {}, fallbacks = {} } = routing ?? {};
  const chain = (names: readonly (string | undefined)[] | undefined, path: Path, use: "chat" | "any"): NamedExpert[] =>
    (names ?? []).map((name, index) => ({ name, path: [...path, index], use }));
  return [
    ...Object.entries(aliases)
      .filter(([, meant]) => meant !== "auto")
      .map(([alias, meant]): NamedExpert => ({ name: meant, path: ["aliases", alias], use: "any" })),
    ...rules.flatMap((rule, index) => chain(rule?.experts, ["rules", index, "experts"], "chat")),
    ...Object.entries(routes).flatMap(([route, names]) => chain(names, ["routes", route], "chat")),
    ...chain(routing?.default, ["default"], "chat"),
    ...Object.keys(fallbacks).map((name): NamedExpert => ({ name, path: ["fallbacks", name], on: "key", use: "any" })),
    ...Object.entries(fallbacks).flatMap(([name, names]) => chain(names, ["fallbacks", name], "any")),
  ];
}
