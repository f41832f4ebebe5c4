import { namePattern } from "../../domain/name-pattern.ts";
import type { Inference } from "../../domain/inference.ts";
import type { ContentKind, PolicyRule } from "@hearth/contracts/gateway/policy-config.ts";

/** A request that would leave the house, and its destination. */
export interface Leaving {
  /** Name of the caller's key. */
  readonly caller: string;
  readonly route: string;
  readonly provider: string;
  readonly content: ReadonlySet<ContentKind>;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Name of the rule that decided. */
  readonly rule: string;
}

/** Name of the default rule, used when no other matches. */
export const localOnly = "local-only";

/** Decides what may leave the house. Pure. */
export function outsidePolicy(rules: readonly PolicyRule[]): (leaving: Leaving) => Verdict {
  const compiled = rules.map(({ name, allow, keys, routes, providers, content }) => ({
    name,
    allow,
    content,
    keys: keys && namePattern(keys),
    routes: routes && namePattern(routes),
    providers: providers && namePattern(providers),
  }));
  return ({ caller, route, provider, content }) => {
    const rule = compiled.find(
      (rule) =>
        (rule.keys?.test(caller) ?? true) &&
        (rule.routes?.test(route) ?? true) &&
        (rule.providers?.test(provider) ?? true) &&
        speaksOf(rule, content),
    );
    return { allowed: rule?.allow ?? false, rule: rule?.name ?? localOnly };
  };
}

function speaksOf(
  { allow, content: named }: Pick<PolicyRule, "allow" | "content">,
  content: ReadonlySet<ContentKind>,
): boolean {
  // Memories leave only by a rule that names them.
  if (named === undefined) return !allow || !content.has("memories");
  return allow ? [...content].every((kind) => named.includes(kind)) : named.some((kind) => content.has(kind));
}

/** The kinds of content in a request. Text is always one of them. */
export function contentOf({ needs, api }: Pick<Inference, "needs" | "api">): ReadonlySet<ContentKind> {
  const content = new Set<ContentKind>(["text"]);
  if (needs.tools) content.add("tools");
  if (needs.vision || api === "images") content.add("image");
  if (needs.audio || api === "audio") content.add("audio");
  return content;
}
