import { isMap, isSeq, parseDocument } from "yaml";

/**
 * An inventory's text without a machine of its list; every other character stays. Undefined if it is not an item with lines of its own,
 * so that a person has to take it out.
 */
export function removeNode(text: string, name: string): string | undefined {
  const document = parseDocument(text);
  const nodes = isMap(document.contents) ? document.contents.get("nodes") : undefined;
  if (!isSeq(nodes) || nodes.flow === true) return undefined;
  const item = nodes.items.find((each) => isMap(each) && String(each.get("name")) === name);
  if (!isMap(item)) return undefined;
  const start = text.lastIndexOf("\n", item.range[0]) + 1;
  if (!/^ *- $/.test(text.slice(start, item.range[0]))) return undefined;
  // Comments that follow belong to what comes next.
  const end = text.slice(0, item.range[1]).trimEnd().length;
  const lineEnd = text.indexOf("\n", end);
  return text.slice(0, start) + (lineEnd < 0 ? "" : text.slice(lineEnd + 1));
}
