/** A place in a configuration file: the keys and list positions that lead to it. */
export type Path = readonly (string | number)[];

/** What a check reports about one place of a file; the file's source turns the path into a line. */
export interface Complaint {
  readonly path: Path;
  /** Points at the key instead of its value. */
  readonly on?: "key";
  /** What is wrong, without a full stop. */
  readonly what: string;
  /** What to do, an imperative, without a full stop. */
  readonly hint: string;
}

/** A complaint with the name of the broken rule; the invalid fixtures are named after it. */
export interface Breach extends Complaint {
  readonly rule: string;
}

/** One thing that is wrong with a configuration file; `hearth config check --json` prints a list of these. */
export interface Finding {
  readonly rule: string;
  /** The file as it was named by the caller. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** For people, with list items by name: `nodes[n2].ssh.port`. */
  readonly path: string;
  readonly what: string;
  readonly hint: string;
}

/** `lab.inventory.yaml:12:5 nodes[n2].ssh.port: what; hint` */
export const formatFinding = ({ file, line, column, path, what, hint }: Finding): string =>
  `${file}:${line}:${column} ${path}: ${what}; ${hint}`;

/** In the order of the files given, then by line and column, without duplicates. */
export function sortFindings(findings: readonly Finding[], files: readonly string[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [formatFinding(finding), finding]));
  return [...unique.values()].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}
