/** Deeper than any real request; also limits the recursion. */
const deepest = 64;

/** JSON with sorted fields, so that equal values give equal texts. Undefined if nested too deep. */
export function canonicalJson(value: unknown): string | undefined {
  const text = write(value, 0);
  return text === tooDeep ? undefined : text;
}

const tooDeep = Symbol("too deep");

function write(value: unknown, depth: number): string | typeof tooDeep {
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  if (depth === deepest) return tooDeep;
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      const text = write(item, depth + 1);
      if (text === tooDeep) return tooDeep;
      parts.push(text);
    }
    return `[${parts.join()}]`;
  }
  for (const [name, item] of Object.entries(value).sort(byName)) {
    if (item === undefined) continue;
    const text = write(item, depth + 1);
    if (text === tooDeep) return tooDeep;
    parts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${parts.join()}}`;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
