import { count } from "@hearth/kernel/count.ts";
import { table } from "@hearth/kernel/table.ts";
import type { PreflightReport } from "./report.ts";

/** A table of errors and warnings with a hint for each kind, and one line that counts the rest. */
export function formatPreflight(
  { nodes, idleWaivers = [] }: PreflightReport,
  options: { readonly width?: number } = {},
): string {
  const all = nodes.flatMap(({ node, checks }) => checks.map((result) => ({ node, ...result })));
  const findings = all.filter(({ state }) => state !== "ok");
  const inState = (state: string): number => all.filter((result) => result.state === state).length;
  const waived = inState("waived") === 0 ? "" : `${inState("waived")} waived, `;
  const outcomes = `${count(inState("ok"), "check")} ok, ${waived}${count(inState("warning"), "warning")}, ${count(inState("error"), "error")}`;
  const summary = `${count(nodes.length, "node")}: ${outcomes}`;
  const idle = idleWaivers.map(
    ({ check, node }) => `no finding needs the waiver of ${check}${node === undefined ? "" : ` on ${node}`}: remove it`,
  );
  if (findings.length === 0) return [...idle, summary].join("\n");
  const rows = findings.map(({ node, check, state, detail }) => [node, check, state, detail]);
  const advice = new Map<string, string[]>();
  for (const { node, check, hint = "", reason } of findings) {
    const key = reason === undefined ? `${check}: ${hint}` : `${check}: waived: ${reason}`;
    advice.set(key, [...(advice.get(key) ?? []), node]);
  }
  const hints = [...advice].map(([text, machines]) => `${machines.join(", ")}: ${text}`);
  return [table(["node", "check", "state", "found"], rows, options), "", ...hints, ...idle, "", summary].join("\n");
}
