/** A set of names. */
export interface NamePattern {
  test(name: string): boolean;
}

/** Matches names by globs such as `code-*`, where `*` stands for any text. Case-sensitive. */
export function namePattern(globs: readonly string[]): NamePattern {
  const exact = new Set(globs.filter((glob) => !glob.includes("*")));
  const parts = globs.filter((glob) => glob.includes("*")).map((glob) => glob.split("*"));
  return { test: (name) => exact.has(name) || parts.some((each) => matches(name, each)) };
}

/** Matches each part at its first occurrence, without backtracking, so no pattern is slow as a regular expression could be. */
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
