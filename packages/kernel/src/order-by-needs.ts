import { HearthError } from "./errors.ts";

export interface Ordering<T> {
  readonly nameOf: (item: T) => string;
  /** The names of the items that have to come before this one. */
  readonly needsOf: (item: T) => readonly string[];
  /** What the items are, for errors: "role". */
  readonly kind: string;
  /** Where they are defined, for errors: "roles/". */
  readonly folder: string;
  /** The file that defines an item, for errors: "roles/ssh.ts". */
  readonly fileOf: (item: T) => string;
}

/**
 * The items in an order in which each comes after all that it needs. Among those that are ready, the one with the longest chain of
 * dependants comes first (the critical path); ties keep the given order. Throws PLAN_CYCLE with the whole circle, and
 * DEFINITION_INVALID for a need that no item has as its name.
 */
export function orderByNeeds<T>(items: readonly T[], ordering: Ordering<T>): readonly T[] {
  const { nameOf, needsOf } = ordering;
  const chains = chainLengths(items, ordering);
  const left = new Set(items);
  const done = new Set<string>();
  const ordered: T[] = [];
  while (left.size > 0) {
    const ready = [...left].filter((item) => needsOf(item).every((need) => done.has(need)));
    const [next] = ready.toSorted((a, b) => (chains.get(nameOf(b)) ?? 0) - (chains.get(nameOf(a)) ?? 0));
    if (next === undefined) throw new TypeError(`no ${ordering.kind} can come next, and there is no circle`);
    ordered.push(next);
    done.add(nameOf(next));
    left.delete(next);
  }
  return ordered;
}

/** By name: how many items wait for each other behind this one, in the longest chain. */
function chainLengths<T>(items: readonly T[], ordering: Ordering<T>): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  // In reverse, every item comes before its needs, so its own length is final.
  for (const item of depthFirst(items, ordering).toReversed()) {
    const length = (lengths.get(ordering.nameOf(item)) ?? 0) + 1;
    for (const need of ordering.needsOf(item)) lengths.set(need, Math.max(lengths.get(need) ?? 0, length));
  }
  return lengths;
}

function depthFirst<T>(items: readonly T[], { nameOf, needsOf, kind, folder, fileOf }: Ordering<T>): readonly T[] {
  const byName = new Map(items.map((item) => [nameOf(item), item]));
  const visited = new Set<T>();
  const visit = (item: T, path: readonly string[]): void => {
    const name = nameOf(item);
    if (path.includes(name)) throw circle([...path.slice(path.indexOf(name)), name], kind, folder);
    if (visited.has(item)) return;
    for (const need of needsOf(item)) {
      const needed = byName.get(need);
      if (needed === undefined) {
        throw new HearthError({
          code: "DEFINITION_INVALID",
          at: fileOf(item),
          message: `${kind} ${name} needs ${need}, which is not in ${folder}`,
          hint: `Write one of these as its need: ${[...byName.keys()].filter((known) => known !== name).join(", ")}.`,
        });
      }
      visit(needed, [...path, name]);
    }
    visited.add(item);
  };
  for (const item of items) visit(item, []);
  return [...visited];
}

const circle = (names: readonly string[], kind: string, folder: string): HearthError =>
  new HearthError({
    code: "PLAN_CYCLE",
    message: `${kind}s wait for each other: ${names.join(" → ")}`,
    hint: `Remove one of these needs in ${folder}.`,
  });
