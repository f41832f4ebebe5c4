import { count } from "@hearth/kernel/count.ts";
import { table } from "@hearth/kernel/table.ts";
import type { PreflightReport } from "./report.ts";

/** A table of errors and warnings with a hint for each kind, and one line that counts the rest. */
export function formatPreflight({ nodes }: PreflightReport, options: { readonly width?: number } = {}): string {
  const all = nodes.flatMap(({ node, checks }) => checks.map((result) => ({ node, ...result })));
  const findings = all.filter(({ state }) => state !== "ok");
  const inState = (state: string): number => all.filter((result) => result.state === state).length;
  const outcomes = `${count(inState("ok"), "check")} ok, ${count(inState("warning"), "warning")}, ${count(inState("error"), "error")}`;
  const summary = `${count(nodes.length, "node")}: ${outcomes}`;
  if (findings.length === 0) return summary;
  const rows = findings.map(({ node, check, state, detail }) => [node, check, state, detail]);
  const advice = new Map<string, string[]>();
  for (const { node, check, hint = "" } of findings) {
    const key = `${check}: ${hint}`;
    advice.set(key, [...(advice.get(key) ?? []), node]);
  }
  const hints = [...advice].map(([text, machines]) => `${machines.join(", ")}: ${text}`);
  return [table(["node", "check", "state", "found"], rows, options), "", ...hints, "", summary].join("\n");
}
