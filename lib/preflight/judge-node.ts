import type { HearthError } from "@hearth/kernel/errors.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import { sshFailure } from "../ssh/ssh-failure.ts";
import type { Check } from "./checks/check.ts";
import { judgeClock } from "./judge-clock.ts";
import type { CheckResult, NodeReport } from "./report.ts";

export interface NodeRun {
  readonly node: string;
  readonly run: ScriptRun;
}

/** What a node's run of the compiled checks says. Where ssh itself failed, that is the only result. */
export function judgeNode({ node, run }: NodeRun, checks: readonly Check[]): NodeReport {
  const lines = run.stdout.split("\n").map((line) => line.split("\t"));
  const begun = lines.find(([word]) => word === "begin");
  const ended = lines.some(([word]) => word === "end");
  if (begun === undefined || (!ended && run.exitCode === undefined) || run.exitCode === 255) {
    return { node, checks: [unreachable(sshFailure(node, run))] };
  }
  const results = checks.map((check) => {
    const line = lines.find(([name]) => name === check.name);
    return resultOf(check, line);
  });
  const clock = judgeClock(Number(begun[1]), run.firstOutputAt);
  return { node, checks: [{ check: "ssh", state: "ok", detail: "pinned host key" }, ...results, clock] };
}

function resultOf({ name, severity, hint }: Check, line: readonly string[] | undefined): CheckResult {
  const [, status, detail = ""] = line ?? [];
  if (status === "0") return { check: name, state: "ok", detail };
  return { check: name, state: severity, detail: line === undefined ? "the check did not run" : detail, hint };
}

const unreachable = ({ code, message, hint }: HearthError): CheckResult => ({
  check: "ssh",
  state: "error",
  detail: message,
  hint,
  code,
});
