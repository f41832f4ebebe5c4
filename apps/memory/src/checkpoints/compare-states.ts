import { isDeepStrictEqual } from "node:util";
import type { Json } from "../store/record.ts";

/** An operation of JSON Patch (RFC 6902). */
export interface Difference {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: Json;
}

type Members = Readonly<Record<string, Json | undefined>>;

/** The operations that turn `from` into `to` when applied in order. Lists are compared by position and grow or shrink at the end. */
export function compareStates(from: Json, to: Json, path = ""): Difference[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (Array.isArray(from) && Array.isArray(to))
    return compareLists(from as readonly Json[], to as readonly Json[], path);
  if (isMembers(from) && isMembers(to)) return compareMembers(from, to, path);
  return [{ op: "replace", path, value: to }];
}

function compareMembers(from: Members, to: Members, path: string): Difference[] {
  const at = (name: string): string => `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return names.flatMap((name): Difference[] => {
    const [before, after] = [from[name], to[name]];
    if (after === undefined) return before === undefined ? [] : [{ op: "remove", path: at(name) }];
    if (before === undefined) return [{ op: "add", path: at(name), value: after }];
    return compareStates(before, after, at(name));
  });
}

function compareLists(from: readonly Json[], to: readonly Json[], path: string): Difference[] {
  const common = Math.min(from.length, to.length);
  const changed = from
    .slice(0, common)
    .flatMap((item, index) => compareStates(item, to[index] ?? null, `${path}/${index}`));
  const added = to.slice(common).map((value): Difference => ({ op: "add", path: `${path}/-`, value }));
  // From the end, so that earlier positions do not shift.
  const removed = from
    .slice(common)
    .map((_, index): Difference => ({ op: "remove", path: `${path}/${common + index}` }))
    .reverse();
  return [...changed, ...added, ...removed];
}

const isMembers = (value: Json): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
