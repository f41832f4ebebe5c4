/** What a job's template may be given: it becomes an HCL literal. */
export type HclValue = string | number | boolean | readonly HclValue[] | { readonly [key: string]: HclValue };

/**
 * HCL's own form of a value, to stand alone: after `=`, or as a block's label. `${` and `%{` would begin an expression of HCL,
 * so they are doubled; what Nomad itself replaces when it starts a task (`${NOMAD_IP_http}`) arrives at Nomad as it is.
 */
export function hclLiteral(value: HclValue): string {
  if (typeof value === "string") return hclString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(hclLiteral).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${hclString(key)} = ${hclLiteral(item)}`);
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

const isList = (value: HclValue): value is readonly HclValue[] => Array.isArray(value);

/** JSON's form of a string is HCL's, but for the two escapes that HCL does not have. */
const hclString = (text: string): string =>
  JSON.stringify(text)
    .replaceAll(/\\(.)/g, (escape, letter) => ({ b: "\\u0008", f: "\\u000c" })[letter as string] ?? escape)
    // By a function, since in a replacement text `$$` stands for one `$`.
    .replaceAll(/[$%]\{/g, (mark) => mark.charAt(0) + mark);
