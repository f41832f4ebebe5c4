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

/** Rules for `gateway.routing`: that the names exist, and that every setting can take effect. */
export const routingRules: Rules = {
  *"unknown-expert"(given) {
    const known = askableNames(given);
    for (const { name, path, on } of namesIn(given.inventory.gateway?.routing)) {
      const place = { path: [...section, ...path], ...defined({ on }) };
      yield* unknownReference({ name, kind: "expert or model", ...place }, known && Object.keys(known));
    }
  },

  /** The gateway would skip it silently. */
  *"expert-cannot-chat"(given) {
    const known = askableNames(given);
    for (const { name, path, use } of namesIn(given.inventory.gateway?.routing)) {
      if (use !== "chat" || name === undefined || known?.[name] !== "embedding") continue;
      const what = `${quoted(name)} makes embeddings, but only chats are routed here`;
      yield { path: [...section, ...path], what, hint: "name a chat expert" };
    }
  },

  *"unknown-route"({ inventory: { gateway } }) {
    const { routes = {}, ...routing } = gateway?.routing ?? {};
    // The routes of another classifier are only known from its own file.
    if ("classifier" in routing) return;
    const known = shippedClassifier.routes.filter((route) => route !== "none");
    for (const name of Object.keys(routes)) {
      if (known.includes(name)) continue;
      const what = `the classifier that comes with Hearth has no route ${quoted(name)}`;
      yield { path: [...section, "routes", name], on: "key", what, hint: suggestion(name, known) };
    }
  },

  *"classifier-without-routes"({ inventory: { gateway } }) {
    const routing = gateway?.routing;
    if (routing === undefined || Object.keys(routing.routes ?? {}).length > 0) return;
    for (const key of ["classifier", "semantic"] as const) {
      if (routing[key] === undefined || routing[key] === false) continue;
      const what = "does nothing: no route has an expert";
      yield { path: [...section, key], on: "key", what, hint: "list the experts for each route under `routes`" };
    }
  },

  *"alias-without-effect"(given) {
    const experts = (given.inventory.experts ?? []).flatMap((expert) => expert?.name ?? []);
    for (const alias of Object.keys(given.inventory.gateway?.routing?.aliases ?? {})) {
      if (alias !== "auto" && !experts.includes(alias)) continue;
      const what = alias === "auto" ? "`auto` cannot be renamed" : `an expert is already called ${quoted(alias)}`;
      yield { path: [...section, "aliases", alias], on: "key", what, hint: "choose another name, or remove the line" };
    }
  },

  *"repeated-rule-name"({ inventory: { gateway } }) {
    const names = [...(gateway?.routing?.rules ?? []).map((rule) => rule?.name)];
    for (const [index, name] of names.entries()) {
      if (name === undefined || names.indexOf(name) === index) continue;
      const complaint: Complaint = {
        path: [...section, "rules", index, "name"],
        what: `another rule already has the name ${quoted(name)}`,
        hint: "give each rule a name of its own: answers and logs show it as the route",
      };
      yield complaint;
    }
  },
};

interface NamedExpert {
  /** Undefined if it cannot be read. */
  readonly name: string | undefined;
  /** From the section. */
  readonly path: Path;
  readonly on?: "key";
  /** Whether chats are sent to it; otherwise the name only appears in an alias. */
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
