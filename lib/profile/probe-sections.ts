/** The sections of what `probe.sh` prints, by name, each as its lines that are not empty. */
export type Sections = (name: string) => readonly string[];

export function readSections(output: string): Sections {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of output.split("\n")) {
    const [, name] = /^== ([a-z.-]+)$/.exec(line) ?? [];
    if (name !== undefined) {
      lines = [];
      sections.set(name, lines);
    } else if (line.trim() !== "") lines.push(line.trimEnd());
  }
  return (name) => sections.get(name) ?? [];
}

/** `KEY<mark>VALUE` lines as a map; the first of a key counts. */
export function valuesOf(lines: readonly string[], mark: ":" | "="): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(mark);
    const key = line.slice(0, at).trim();
    if (at > 0 && !values.has(key)) values.set(key, unquoted(line.slice(at + 1).trim()));
  }
  return values;
}

/** A whole number, or undefined where there is none. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d+$/.test(text.trim())) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

const unquoted = (text: string): string => /^"(.*)"$/.exec(text)?.[1] ?? text;
