import type { z } from "zod";
import { breachesOfIssue } from "../shape/breaches-of-issue.ts";
import type { Draft } from "../shape/draft.ts";
import type { Breach, Path } from "../read/finding.ts";
import type { Inventory } from "../shape/inventory-schema.ts";
import { layersOf, mergeLayers, type Layer } from "./layers.ts";
import { valueAt } from "../read/value-at.ts";

/** The schema of each role's options, by the role's name: what `defineRole({ name, options })` says. */
export type RoleOptions = Readonly<Record<string, z.ZodType>>;

export interface LayeredOptions {
  /** For each node, in the nodes' order: options by role, merged, the role's schema applied. */
  readonly options: readonly Readonly<Record<string, unknown>>[];
  readonly breaches: readonly Breach[];
}

/**
 * Merges each node's layers, then checks the result with the role's schema, which also fills in defaults; findings point to where
 * the value is written. A role that no layer mentions is checked with an empty mapping.
 */
export function layerRoleOptions(inventory: Draft<Inventory>, roles: RoleOptions): LayeredOptions {
  const breaches: Breach[] = [];
  const options = (inventory.nodes ?? []).map((_, index) => {
    const layers = layersOf(inventory, index);
    const merged = mergedOptions(layers);
    const parsed = Object.entries(roles).map(([role, schema]): [string, unknown] => {
      const value = merged[role] ?? {};
      const result = schema.safeParse(value);
      if (result.success) return [role, result.data];
      const found = result.error.issues.flatMap((issue) => breachesOfIssue(issue, { schema, value }));
      breaches.push(...found.flatMap((breach) => whereWritten(breach, { layers, role, index })));
      return [role, value];
    });
    return { ...merged, ...Object.fromEntries(parsed) };
  });
  return { options, breaches };
}

/** Options of all roles as the layers give them, before any schema is applied. */
const mergedOptions = (layers: readonly Layer[]): Readonly<Record<string, unknown>> =>
  layers.reduce<unknown>((merged, { content }) => mergeLayers(merged, content.options ?? {}), {}) as Record<
    string,
    unknown
  >;

interface Place {
  readonly layers: readonly Layer[];
  readonly role: string;
  readonly index: number;
}

/**
 * A wrong value is in the strongest layer that sets it; an unknown key is reported in every layer; a missing key is reported at
 * the node.
 */
function whereWritten(breach: Breach, { layers, role, index }: Place): readonly Breach[] {
  const inside: Path = ["options", role, ...breach.path];
  const holders = layers.filter(({ content }) => valueAt(content, inside) !== undefined);
  const strongest = holders.at(-1)?.path ?? ["nodes", index];
  const paths = breach.rule === "unknown-key" ? holders.map(({ path }) => path) : [strongest];
  return paths.map((path) => ({ ...breach, path: [...path, ...inside] }));
}
