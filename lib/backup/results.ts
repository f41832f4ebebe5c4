import { table } from "@hearth/kernel/table.ts";

/** What came last of a backup or a drill. */
export interface BackupResult {
  readonly kind: "backup" | "drill";
  readonly node: string;
  /** The job or role; `repository` for a drill of the whole. */
  readonly source: string;
  readonly state: "ok" | "failed" | "empty";
  /** ISO 8601. */
  readonly at: string;
  /** When it last went well; absent if it never did. */
  readonly lastGood?: string;
  /** The copy's id, or why there is none. */
  readonly detail: string;
}

const form = /^(backup|drill) (\S+) (\d+) (ok|failed|empty) (\d+) ?(.*)$/;

/** Lines of `hearth-backup status`. */
export function readResults(node: string, lines: readonly string[]): readonly BackupResult[] {
  return lines.flatMap((line) => {
    const [, kind, source = "", good, state, at, detail = ""] = form.exec(line) ?? [];
    if (kind === undefined) return [];
    return [
      {
        kind: kind as BackupResult["kind"],
        node,
        source,
        state: state as BackupResult["state"],
        at: isoOf(at),
        ...(good !== "0" && { lastGood: isoOf(good) }),
        detail,
      },
    ];
  });
}

const isoOf = (seconds: string | undefined): string => new Date(Number(seconds) * 1_000).toISOString();

export function formatResults(
  results: readonly BackupResult[],
  { width, now = new Date() }: { readonly width: number; readonly now?: Date },
): string {
  if (results.length === 0) return "nothing has been backed up yet; do it now with `hearth backup now`";
  return table(
    ["WHAT", "NODE", "LAST", "RESULT", "LAST GOOD", "DETAIL"],
    results.map(({ kind, source, node, at, state, lastGood, detail }) => [
      kind === "drill" ? `${source} (drill)` : source,
      node,
      ageOf(at, now),
      state,
      lastGood === undefined ? "never" : ageOf(lastGood, now),
      detail,
    ]),
    { width },
  );
}

/** `3 h ago`, as a person says it. */
export function ageOf(iso: string, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(iso)) / 60_000));
  if (minutes < 1) return "just now";
  if (minutes < 90) return `${minutes} min ago`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1_440)} days ago`;
}
