import type { FactsByChecksum } from "../derive/known-model.ts";
import type { Draft } from "../shape/draft.ts";
import type { Inventory } from "../shape/inventory-schema.ts";
import type { ModelRow, Models } from "../shape/models-schema.ts";

/**
 * The names that other parts of the inventory may refer to. A list is undefined if one of its names cannot be read: a reference
 * may then be right, so the rules do not report it.
 */
export interface References {
  readonly nodes: readonly string[] | undefined;
  readonly groups: readonly string[];
  /** undefined if the models file cannot be read. */
  readonly models: Readonly<Record<string, Draft<ModelRow> | undefined>> | undefined;
  /** What the models' files say. */
  readonly facts: FactsByChecksum;
  /** undefined if the caller gives no roles; options are then not checked. */
  readonly roles: readonly string[] | undefined;
}

interface Sources {
  readonly inventory: Draft<Inventory>;
  readonly models: Draft<Models> | undefined;
  readonly facts: FactsByChecksum;
  readonly roles: readonly string[] | undefined;
}

export function referencesOf({ inventory, models, facts, roles }: Sources): References {
  const nodes = inventory.nodes?.map((node) => node?.name);
  return {
    nodes: nodes?.every((name) => name !== undefined) === true ? nodes : undefined,
    groups: Object.keys(inventory.groups ?? {}),
    models,
    facts,
    roles,
  };
}
