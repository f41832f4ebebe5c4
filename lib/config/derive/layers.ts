import type { Draft } from "../shape/draft.ts";
import type { Path } from "../read/finding.ts";
import type { Inventory, InventoryNode } from "../shape/inventory-schema.ts";
import { valueAt } from "../read/value-at.ts";

type LayerContent = Pick<Draft<InventoryNode>, "ssh" | "resources" | "options" | "runtime">;

/** One place of the inventory that may set something for a node. */
export interface Layer {
  /** The layer's place in the inventory. */
  readonly path: Path;
  readonly content: LayerContent;
}

export interface Setting<T> {
  readonly value: T;
  /** The place of the winning value. */
  readonly path: Path;
}

/** The layers of the node at `index`, weakest first: all nodes, its groups in the order of its list, the node itself. */
export function layersOf(inventory: Draft<Inventory>, index: number): readonly Layer[] {
  const node = inventory.nodes?.[index];
  if (node === undefined) return [];
  const groups = (node.groups ?? []).flatMap((name): readonly Layer[] => {
    if (name === undefined || inventory.groups === undefined || !Object.hasOwn(inventory.groups, name)) return [];
    return [{ path: ["groups", name], content: inventory.groups[name] ?? {} }];
  });
  return [{ path: [], content: inventory }, ...groups, { path: ["nodes", index], content: node }];
}

/** The strongest layer's value of one setting; undefined if no layer sets it. */
export function settingOf<Section extends "ssh" | "resources", Key extends keyof NonNullable<LayerContent[Section]>>(
  layers: readonly Layer[],
  section: Section,
  key: Key & string,
): Setting<NonNullable<NonNullable<LayerContent[Section]>[Key]>> | undefined {
  const layer = layers.findLast(({ content }) => valueAt(content, [section, key]) !== undefined);
  if (layer === undefined) return undefined;
  const value = valueAt(layer.content, [section, key]) as NonNullable<NonNullable<LayerContent[Section]>[Key]>;
  return { value, path: [...layer.path, section, key] };
}

/** How jobs that exist as images run on the node at `index`; undefined if no layer says it. */
export const runtimeOf = (inventory: Draft<Inventory>, index: number): LayerContent["runtime"] =>
  layersOf(inventory, index).findLast(({ content }) => content.runtime !== undefined)?.content.runtime;

/** Mappings are merged key by key; anything else, including lists, is replaced by the stronger layer. */
export function mergeLayers(weaker: unknown, stronger: unknown): unknown {
  if (!isMapping(weaker) || !isMapping(stronger)) return stronger;
  const merged = new Map(Object.entries(weaker));
  for (const [key, value] of Object.entries(stronger)) {
    if (value !== undefined) merged.set(key, mergeLayers(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
