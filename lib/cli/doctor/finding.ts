import { count } from "@hearth/kernel/count.ts";

/** One thing that `hearth doctor` looked at. */
export interface Finding {
  readonly what: string;
  readonly state: "ok" | "warning" | "error";
  readonly found: string;
  /** What to do about it; absent if all is well. */
  readonly todo?: string;
}

const marks = { ok: "✓", warning: "!", error: "✗" } as const;

export function formatDoctor(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ what, state, found, todo }) => [
    `${marks[state]} ${what}: ${found}`,
    ...(todo === undefined ? [] : [`    ${todo}`]),
  ]);
  const inState = (state: Finding["state"]): number => findings.filter((finding) => finding.state === state).length;
  const summary =
    inState("error") + inState("warning") === 0
      ? "all is well"
      : `${count(inState("error"), "problem")}, ${count(inState("warning"), "warning")}`;
  return [...lines, "", summary].join("\n");
}
