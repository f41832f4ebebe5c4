import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from "yaml";
import type { Breach, Finding, Path } from "./finding.ts";
import { quoted } from "./quoted.ts";
import { valueAt } from "./value-at.ts";

/** A parsed file that knows the position of everything in it. */
export interface Source {
  readonly file: string;
  /** Plain data, as JSON would have it. */
  readonly value: unknown;
  readonly locate: (breach: Breach) => Finding;
  /** The position of a path; if nothing is there, of the nearest thing around it. */
  readonly place: (path: Path, on?: "key") => Place;
}

/** A place of a file, as findings name it. */
export type Place = Pick<Finding, "file" | "line" | "column" | "path">;

interface SourceParts {
  readonly file: string;
  readonly value: unknown;
  readonly lineCounter: LineCounter;
}

/** `value` is the document as plain data. */
export function createSource(document: Document, { file, value, lineCounter }: SourceParts): Source {
  const place = (path: Path, on?: "key"): Place => {
    const { line, col } = lineCounter.linePos(offsetOf(document, path, on));
    return { file, line: Math.max(line, 1), column: col, path: labelOf(value, path) };
  };
  return { file, value, place, locate: ({ rule, path, on, what, hint }) => ({ rule, ...place(path, on), what, hint }) };
}

/** Offset of what the path names; if there is no such thing, of the nearest thing around it. */
function offsetOf(document: Document, path: Path, on: "key" | undefined): number {
  let key: Node | undefined;
  let value: Node | undefined = asNode(document.contents);
  let missing = false;
  for (const segment of path) {
    const step = child(isAlias(value) ? value.resolve(document) : value, segment);
    if (step === undefined) {
      missing = true;
      break;
    }
    ({ key, value } = step);
  }
  const preferred = on === "key" || missing ? (key ?? value) : (value ?? key);
  return preferred?.range?.[0] ?? key?.range?.[0] ?? 0;
}

function child(parent: unknown, segment: string | number): { key?: Node; value?: Node } | undefined {
  if (isSeq(parent)) {
    const item = asNode(parent.items[Number(segment)]);
    return item === undefined ? undefined : { value: item };
  }
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
  const key = asNode(pair?.key);
  const value = asNode(pair?.value);
  if (key === undefined) return undefined;
  // A key without a value has an empty node behind the colon, so point at the key instead.
  const empty = isScalar(value) && value.value === null && value.source === "";
  return value === undefined || empty ? { key } : { key, value };
}

const asNode = (value: unknown): Node | undefined => (isNode(value) ? value : undefined);

/** Names list items by their `name` if they have one, which is easier to find than an index. */
function labelOf(value: unknown, path: Path): string {
  let label = "";
  let current = value;
  for (const segment of path) {
    current = valueAt(current, [segment]);
    if (typeof segment === "number") label += `[${nameOf(current) ?? segment}]`;
    else label += `${label === "" ? "" : "."}${/^[\w.-]+$/.test(segment) ? segment : quoted(segment)}`;
  }
  return label === "" ? "top level" : label;
}

function nameOf(item: unknown): string | undefined {
  const name = valueAt(item, ["name"]);
  return typeof name === "string" && /^[\w.-]+$/.test(name) ? name : undefined;
}
