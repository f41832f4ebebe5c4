import type { Json } from "../store/record.ts";

/** An operation of JSON Patch (RFC 6902). */
export interface Difference {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: Json;
}

type Members = Readonly<Record<string, Json | undefined>>;

/** Larger comparisons are one replacement: paths repeat the names above them, so that they can be many times as large as the states. */
const mostDifferences = 10_000;
const mostPathCharacters = 4 * 2 ** 20;

class TooMany extends Error {}

/**
 * The operations that turn `from` into `to` when applied in order. Lists are compared by position and grow or shrink at the end. Every
 * value is visited once, so the time is proportional to the states' size.
 */
export function compareStates(from: Json, to: Json): readonly Difference[] {
  const found: Difference[] = [];
  let characters = 0;
  const add = (difference: Difference): void => {
    found.push(difference);
    characters += difference.path.length;
    if (found.length > mostDifferences || characters > mostPathCharacters) throw new TooMany();
  };
  try {
    compare(from, to, { path: "", add });
    return found;
  } catch (thrown) {
    if (thrown instanceof TooMany) return [{ op: "replace", path: "", value: to }];
    throw thrown;
  }
}

interface Place {
  readonly path: string;
  readonly add: (difference: Difference) => void;
}

function compare(from: Json, to: Json, place: Place): void {
  if (from === to) return;
  if (Array.isArray(from) && Array.isArray(to)) compareLists(from as readonly Json[], to as readonly Json[], place);
  else if (isMembers(from) && isMembers(to)) compareMembers(from, to, place);
  else place.add({ op: "replace", path: place.path, value: to });
}

function compareMembers(from: Members, to: Members, { path, add }: Place): void {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  for (const name of names) {
    const at = `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const [before, after] = [memberOf(from, name), memberOf(to, name)];
    if (after === undefined) add({ op: "remove", path: at });
    else if (before === undefined) add({ op: "add", path: at, value: after });
    else compare(before, after, { path: at, add });
  }
}

function compareLists(from: readonly Json[], to: readonly Json[], { path, add }: Place): void {
  const common = Math.min(from.length, to.length);
  for (let index = 0; index < common; index += 1) {
    compare(from[index] ?? null, to[index] ?? null, { path: `${path}/${index}`, add });
  }
  for (const value of to.slice(common)) add({ op: "add", path: `${path}/-`, value });
  // From the end, so that earlier positions do not shift.
  for (let index = from.length - 1; index >= common; index -= 1) add({ op: "remove", path: `${path}/${index}` });
}

/** A member may be called `constructor`. */
const memberOf = (members: Members, name: string): Json | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;

const isMembers = (value: Json): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
