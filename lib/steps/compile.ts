import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requestLine, type LauncherRequest } from "./launcher-request.ts";
import { stripShell } from "./shell-file.ts";
import { unitId, type Unit } from "./unit.ts";
import { quote } from "./quote.ts";
import type { Step } from "./step.ts";

/** What a unit's script can be asked to do. */
export type Verb = "apply" | "verify" | "undo" | "confirm";

const prelude = readFileSync(join(import.meta.dirname, "prelude.sh"), "utf8");

export interface CompileOptions {
  /** Keep the comments of shell files, for a checker that reads directives in them. */
  readonly keepComments?: boolean;
}

/**
 * A unit as one POSIX script with the verbs apply, verify, undo and confirm. It prints one line for each step on stdout,
 * `role/step: ok|changed|removed|drifted|undone|failed`; everything else goes to /var/log/hearth on the node. Exit status: 0
 * success, 1 a step failed, 2 verify found drift, 64 unknown verb, 75 another run has locked the node.
 *
 * The launcher reads the header; launcher-request.ts explains its lines. Everything else is one function that the last line calls
 * with stdin closed: otherwise a child that reads stdin would consume the rest of the script, and the script would still exit 0.
 */
export function compileUnit(unit: Unit, { keepComments = false }: CompileOptions = {}): string {
  const shell = keepComments ? (text: string): string => text : stripShell;
  const { steps } = unit;
  const guard = unit.guard !== undefined && unit.guard.paths.length > 0 ? unit.guard : undefined;
  const files = steps.flatMap((step) => step.owns ?? []).map(quote);
  const requests: readonly LauncherRequest[] = [
    ...steps.flatMap(({ artifact, artifactPlatform: platform }) =>
      artifact === undefined
        ? []
        : {
            kind: "artifact" as const,
            words: platform === undefined ? ([artifact] as const) : ([artifact, platform] as const),
          },
    ),
    ...steps.flatMap((step) => step.requests ?? []),
    ...(guard === undefined ? [] : [{ kind: "guarded", words: [] } as const]),
    ...(unit.secret ? [{ kind: "secret", words: [] } as const] : []),
  ];
  return [
    `# hearth unit ${unitId(unit)}`,
    ...unit.notes.map((note) => `# ${note}`),
    ...requests.map(requestLine),
    "main() {",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8; export PATH LC_ALL",
    `role=${quote(unit.role)} secret=${unit.secret ? "yes" : "no"} log=${quote(`/var/log/hearth/${unit.role}.log`)}`,
    shell(prelude),
    ...(guard === undefined ? [] : [`guard_paths=${quote(guard.paths.join(" "))} guard_reload=${quote(guard.reload)}`]),
    "umask 022",
    'mkdir -p /run/hearth /var/log/hearth "$state"',
    'chmod 700 /run/hearth /var/log/hearth "$state"',
    ...steps.flatMap((step, index) => functionsOf(step, index, shell)),
    'case "$1" in',
    "apply) lock",
    ["release", ...files].join(" "),
    ...steps.map((step, index) => `apply_step ${index} ${quote(step.id)}`),
    ["own", ...files].join(" "),
    ";;",
    "verify)",
    ...steps.map((step, index) => `verify_step ${index} ${quote(step.id)}`),
    "end_verify ;;",
    "undo) lock",
    ...steps
      .map((step, index) => (step.undo === undefined ? [] : [`undo_step ${index} ${quote(step.id)}`]))
      .toReversed()
      .flat(),
    // Also removes what steps of former versions left behind.
    "release",
    // The last trace of the unit on the node.
    'rm -f "$log"',
    ";;",
    "confirm) confirm ;;",
    '*) echo "unknown verb: $1" >&2; exit 64 ;;',
    "esac",
    "}",
    'main "$@" </dev/null',
    "",
  ].join("\n");
}

/** `apply_3`, `verify_3` and `undo_3`, each with the step's values set. */
function functionsOf(step: Step, index: number, shell: (text: string) => string): string[] {
  const values = Object.entries(step.values ?? {}).map(([name, value]) => `${name}=${quote(value)}`);
  const define = (verb: string, body: string): string[] => [
    `${verb}_${index}() {`,
    `values_${index}`,
    shell(body),
    "}",
  ];
  return [
    `# ${step.id}`,
    `values_${index}() {`,
    ...(values.length === 0 ? [":"] : values),
    "}",
    ...define("verify", step.verify),
    ...define("apply", step.apply),
    ...(step.undo === undefined ? [] : define("undo", step.undo)),
  ];
}
