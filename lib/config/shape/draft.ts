import type { Path } from "../read/finding.ts";
import { valueAt } from "../read/value-at.ts";

/**
 * A value without its malformed parts: what is left has the right type, and anything may be missing. This lets the rules across
 * fields run on a file with broken parts, so that all findings are reported at once.
 */
export type Draft<T> = T extends readonly (infer Element)[]
  ? readonly (Draft<Element> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;

type Container = Record<string | number, unknown>;

/** A copy of `value` with undefined at the paths, which distinguishes malformed parts from missing ones. */
export function prune<T>(value: unknown, paths: readonly Path[]): Draft<T> {
  const copy = structuredClone(value);
  for (const path of paths) remove(copy, path);
  const broken = paths.some((path) => path.length === 0) || typeof copy !== "object" || copy === null;
  return (broken ? {} : copy) as Draft<T>;
}

function remove(value: unknown, path: Path): void {
  const last = path.at(-1);
  if (last === undefined) return;
  const container = valueAt(value, path.slice(0, -1));
  if (typeof container !== "object" || container === null || !Object.hasOwn(container, last)) return;
  (container as Container)[last] = undefined;
}
