import { compileUnit } from "../steps/compile.ts";
import { quote } from "../steps/quote.ts";
import type { Unit } from "../steps/unit.ts";

/** Says of a file or folder how it differs in what everybody may know; its content may hold secrets. */
const why = `why() {
  if [ ! -e "$2" ]; then echo "why $1: it is missing"; return; fi
  now=$(stat -c '%a %U:%G' "$2")
  [ "$now" = "$3" ] || echo "why $1: it has $now, and should have $3"
}`;

/** The lines that call `why` for each step that declares a path, a mode and an owner. */
function whyLines({ role, steps }: Unit): readonly string[] {
  return steps.flatMap(({ id, values }) => {
    const { path, mode, owner } = values ?? {};
    if (path === undefined || mode === undefined || owner === undefined) return [];
    return [`why ${quote(`${role}/${id}`)} ${quote(path)} ${quote(`${mode} ${owner}`)}`];
  });
}

/**
 * The verify verb of a node's units as one POSIX script: each unit's own script, unchanged, in a subshell. No other process can
 * see secrets in it, because one shell reads all scripts from its stdin. Prints `begin`, each unit's lines, `unit ROLE STATUS`
 * after each unit, `why ROLE/STEP: …` for files that differ in mode or owner, and `end`.
 */
export function verifyScript(units: readonly Unit[]): string {
  return [
    why,
    "verify_all() {",
    "echo begin",
    ...units.flatMap((unit) => ["(", compileUnit(unit), ")", `echo "unit ${unit.role} $?"`]),
    ...units.flatMap(whyLines),
    "echo end",
    "}",
    // The last line of each unit's script passes this verb on.
    "verify_all verify </dev/null",
    "",
  ].join("\n");
}
