import type { FactsByChecksum } from "../derive/known-model.ts";
import type { Complaint } from "../read/finding.ts";
import type { Declared } from "../shape/declared.ts";
import type { Draft } from "../shape/draft.ts";
import type { Inventory } from "../shape/inventory-schema.ts";
import type { Models } from "../shape/models-schema.ts";
import type { References } from "./references.ts";

/** What a rule checks: the parts of the files that have the right shape. */
export interface Given {
  readonly inventory: Draft<Inventory>;
  readonly references: References;
  readonly declared: Declared;
}

/** Yields a complaint for every place that breaks the rule. Pure. */
export type Rule = (given: Given) => Iterable<Complaint>;

/** Rules by name, which is also the name of the invalid fixture. */
export type Rules = Readonly<Record<string, Rule>>;

/** A rule for a models file, which does not see the inventory. */
export type ModelRule = (models: Draft<Models>, facts: FactsByChecksum) => Iterable<Complaint>;
