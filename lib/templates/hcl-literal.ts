/** A value for a job's template, which becomes an HCL literal. */
export type HclValue = string | number | boolean | readonly HclValue[] | { readonly [key: string]: HclValue };

/**
 * A value as an HCL literal, for use after `=` or as a block's label. `${` and `%{` would start an HCL expression, so they are
 * escaped by doubling; what Nomad itself replaces when it starts a task (`${NOMAD_IP_http}`) thus reaches Nomad unchanged.
 */
export function hclLiteral(value: HclValue): string {
  if (typeof value === "string") return hclString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(hclLiteral).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${hclString(key)} = ${hclLiteral(item)}`);
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

const isList = (value: HclValue): value is readonly HclValue[] => Array.isArray(value);

/** A JSON string is also an HCL string, except for two escapes that HCL does not have. */
const hclString = (text: string): string =>
  JSON.stringify(text)
    .replaceAll(/\\(.)/g, (escape, letter) => ({ b: "\\u0008", f: "\\u000c" })[letter as string] ?? escape)
    // A function, because `$$` in a replacement string stands for one `$`.
    .replaceAll(/[$%]\{/g, (mark) => mark.charAt(0) + mark);
