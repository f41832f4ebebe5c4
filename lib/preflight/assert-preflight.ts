import { HearthError } from "@hearth/kernel/errors.ts";
import type { CheckResult, PreflightReport } from "./report.ts";

/**
 * Throws if a check failed, with every failing node and check: PREFLIGHT_FAILED, or the SSH failure (NODE_UNREACHABLE,
 * HOST_KEY_MISMATCH, LOGIN_REFUSED) if it is the only reason.
 */
export function assertPreflight(report: PreflightReport): void {
  const failures = report.nodes.flatMap(({ node, checks }) =>
    checks.filter(({ state }) => state === "error").map((result) => ({ node, result })),
  );
  if (failures.length === 0) return;
  const codes = new Set(failures.map(({ result }) => result.code ?? "PREFLIGHT_FAILED"));
  const [code = "PREFLIGHT_FAILED"] = codes.size === 1 ? codes : [];
  const nodes = [...new Set(failures.map(({ node }) => node))].join(", ");
  const lines = failures.map(({ node, result }) => `  ${lineOf(node, result)}`);
  throw new HearthError({
    code,
    at: nodes,
    message: `preflight failed; nothing was changed\n${lines.join("\n")}`,
    hint: "Fix the problems above, check with `hearth preflight`, then run the command again.",
  });
}

const lineOf = (node: string, { check, detail, hint }: CheckResult): string =>
  `${node} ${check}: ${detail}${hint === undefined ? "" : `\n    ${hint}`}`;
