/** Which names are meant. */
export interface NamePattern {
  test(name: string): boolean;
}

/** Names that any of the globs matches, in which `*` stands for any text: `code-*`. The case counts. */
export function namePattern(globs: readonly string[]): NamePattern {
  const exact = new Set(globs.filter((glob) => !glob.includes("*")));
  const parts = globs.filter((glob) => glob.includes("*")).map((glob) => glob.split("*"));
  return { test: (name) => exact.has(name) || parts.some((each) => matches(name, each)) };
}

/** Takes each part where it is first found: no going back, so no pattern is slow, as an expression made of it could be. */
function matches(name: string, [first = "", ...others]: readonly string[]): boolean {
  const last = others.at(-1) ?? "";
  const end = name.length - last.length;
  if (!name.startsWith(first) || !name.endsWith(last) || end < first.length) return false;
  let at = first.length;
  for (const part of others.slice(0, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
