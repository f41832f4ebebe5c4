import { isDuration, milliseconds } from "@hearth/kernel/units.ts";
import type { Path } from "../read/finding.ts";
import { suggestion } from "../shape/nearest-name.ts";
import { quoted } from "../read/quoted.ts";
import { askableNames } from "./askable-names.ts";
import { providersOf } from "./outside-rules.ts";
import type { Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

/** Rules for the rest of the section `gateway`. */
export const gatewayRules: Rules = {
  *"semantic-cache-without-embedding"(given) {
    const names = askableNames(given);
    if (given.inventory.gateway?.cache?.semantic !== true || names === undefined) return;
    const kinds = Object.values(names);
    if (kinds.includes("embedding") || kinds.includes(undefined)) return;
    const hint = "add an expert with an embedding model, such as all-minilm-l6-v2, or set it to false";
    yield {
      path: ["gateway", "cache", "semantic"],
      what: "no expert makes the embeddings that compare questions",
      hint,
    };
  },

  *"cache-without-use"({ inventory: { gateway } }) {
    const cache = gateway?.cache;
    if (cache === undefined || ["exact", "semantic"].some((key) => key in cache && cache[key as "exact"] !== false))
      return;
    const what = "both caches are off, so nothing else here has an effect";
    yield { path: ["gateway", "cache"], on: "key", what, hint: "set `exact: true`, or remove the section" };
  },

  *"unknown-queue"(given) {
    const names = (given.inventory.experts ?? []).map((expert) => expert?.name);
    const known = names.every((name) => name !== undefined) ? names : undefined;
    for (const name of Object.keys(given.inventory.gateway?.admission?.experts ?? {})) {
      const path = ["gateway", "admission", "experts", name];
      yield* unknownReference({ name, path, kind: "expert", on: "key" }, known);
    }
  },

  *"price-of-nothing"(given) {
    const { gateway } = given.inventory;
    const atHome = askableNames(given);
    if (atHome === undefined) return;
    const known = [
      ...Object.keys(atHome),
      ...providersOf(gateway).flatMap(([, { models = {} }]) => Object.keys(models)),
    ];
    for (const name of Object.keys(gateway?.prices?.models ?? {})) {
      if (known.includes(name)) continue;
      const path = ["gateway", "prices", "models", name];
      const what = `there is no expert or model ${quoted(name)}`;
      yield { path, on: "key", what, hint: suggestion(name, known) };
    }
  },

  /** A browser sends only the origin, so anything longer would never match. */
  *"origin-with-path"({ inventory: { gateway } }) {
    for (const [index, written] of (gateway?.access?.origins ?? []).entries()) {
      if (written === undefined || !/^https?:/.test(written)) continue;
      const { origin } = new URL(written);
      if (origin === written) continue;
      const path = ["gateway", "access", "origins", index];
      yield { path, what: `${quoted(written)} contains more than an origin`, hint: `write \`${origin}\`` };
    }
  },

  *"allowed-and-denied"({ inventory: { gateway } }) {
    const { allow = [], deny = [] } = gateway?.access ?? {};
    for (const [index, network] of allow.entries()) {
      if (network === undefined || !deny.includes(network)) continue;
      const what = `${quoted(network)} is also denied below, which takes precedence`;
      yield { path: ["gateway", "access", "allow", index], what, hint: "remove it from one of the two lists" };
    }
  },

  *"timeout-beyond-total"({ inventory: { gateway } }) {
    const timeouts = gateway?.timeouts;
    const total = timeouts?.total;
    if (total === undefined || !isDuration(total)) return;
    for (const key of ["connect", "firstByte", "wholeAnswer", "stall"] as const) {
      const written = timeouts?.[key];
      if (written === undefined || !isDuration(written) || milliseconds(written) <= milliseconds(total)) continue;
      const path: Path = ["gateway", "timeouts", key];
      yield { path, what: `${written} is longer than the limit for a whole request`, hint: `use at most ${total}` };
    }
  },
};
