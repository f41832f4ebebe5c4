import { defined } from "@hearth/kernel/defined.ts";
import type { Unit } from "../steps/unit.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import { sshFailure } from "../ssh/ssh-failure.ts";
import type { DriftRow } from "./report.ts";

/** Exit status of a unit's verify: everything as declared, or something has drifted. */
const judged = new Set(["0", "2"]);

/** The results of `verifyScript` on a node: one row for each step, or one row for a node that could not be checked. */
export function readVerdicts(node: string, units: readonly Unit[], run: ScriptRun): readonly DriftRow[] {
  const lines = run.stdout.split("\n");
  if (run.exitCode === 255 || run.exitCode === undefined) {
    return [{ node, state: "unreachable", detail: sshFailure(node, run).message }];
  }
  if (!lines.includes("begin")) {
    // Nothing of the script has run, so the output contains no secret.
    return [{ node, state: "failed", detail: run.stderr.trim().split("\n").at(-1) ?? "" }];
  }
  return units.flatMap((unit) => verdictsOf(node, unit, lines));
}

function verdictsOf(node: string, { role, steps }: Unit, lines: readonly string[]): readonly DriftRow[] {
  const states = new Map(
    lines.flatMap((line) => {
      const [, step, state] = line.startsWith(`${role}/`)
        ? (/^(.*): (ok|drifted)$/.exec(line.slice(role.length + 1)) ?? [])
        : [];
      return step === undefined || (state !== "ok" && state !== "drifted") ? [] : [[step, state] as const];
    }),
  );
  const reasons = new Map(
    lines.flatMap((line) => {
      const [, step = "", reason = ""] = line.startsWith(`why ${role}/`)
        ? (/^(.*): (it (?:is missing|has .*))$/.exec(line.slice(`why ${role}/`.length)) ?? [])
        : [];
      return step === "" ? [] : [[step, reason] as const];
    }),
  );
  const status = lines.find((line) => line.startsWith(`unit ${role} `))?.slice(`unit ${role} `.length);
  const detail =
    status === undefined || judged.has(status) ? "verify was interrupted" : `verify ended with status ${status}`;
  return steps.map(({ id }) => {
    const state = states.get(id);
    return state === undefined
      ? { node, role, step: id, state: "failed", detail: `${detail}; see /var/log/hearth/${role}.log on the node` }
      : { node, role, step: id, state, ...(state === "drifted" && defined({ detail: reasons.get(id) })) };
  });
}
