import type { Path } from "../read/finding.ts";
import { suggestion } from "../shape/nearest-name.ts";
import { matchesAny } from "../shape/unknown-model.ts";
import { askableNames } from "./askable-names.ts";
import { providersOf } from "./outside-rules.ts";
import { repeated } from "./repeated.ts";
import type { Given, Rules } from "./rule.ts";

/** Rules for people and their keys. */
export const peopleRules: Rules = {
  *"duplicate-person"({ inventory: { people = [] } }) {
    for (const { item, index } of repeated(people.map((person) => person?.name))) {
      const hint = "put all keys of a person under one entry";
      yield { path: ["people", index, "name"], what: `the person \`${item}\` is already listed`, hint };
    }
  },

  *"duplicate-key-name"({ inventory }) {
    const keys = keysIn(inventory);
    for (const { item, index } of repeated(keys.map(({ name }) => name))) {
      const { path = [] } = keys[index] ?? {};
      yield { path, what: `another key already has the name \`${item}\``, hint: "give each key a name of its own" };
    }
  },

  *"reserved-key-name"({ inventory, declared: { kitKeys = [] } }) {
    for (const { name, path } of keysIn(inventory)) {
      if (name === undefined || !kitKeys.includes(name)) continue;
      yield { path, what: `\`${name}\` is a key that Hearth makes itself`, hint: "choose another name" };
    }
  },

  *"unknown-key-model"(given) {
    const { people = [], gateway } = given.inventory;
    const atHome = askableNames(given);
    if (atHome === undefined) return;
    const known = [
      ...Object.keys(atHome),
      ...Object.keys(gateway?.routing?.aliases ?? {}),
      ...providersOf(gateway).flatMap(([, { models = {} }]) => Object.keys(models)),
    ];
    for (const [index, person] of people.entries()) {
      for (const [position, pattern] of (person?.models ?? []).entries()) {
        if (pattern === undefined || matchesAny(pattern, known)) continue;
        const path = ["people", index, "models", position];
        yield { path, what: `no expert or model is called \`${pattern}\``, hint: suggestion(pattern, known) };
      }
    }
  },
};

interface NamedKey {
  readonly name: string | undefined;
  readonly path: Path;
}

function keysIn({ people = [] }: Given["inventory"]): readonly NamedKey[] {
  return people.flatMap((person, index): readonly NamedKey[] =>
    person?.keys === undefined
      ? [{ name: person?.name, path: ["people", index, "name"] }]
      : person.keys.map((name, position) => ({ name, path: ["people", index, "keys", position] })),
  );
}
