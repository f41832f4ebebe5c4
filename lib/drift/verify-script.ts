import { compileUnit } from "../steps/compile.ts";
import type { Unit } from "../steps/unit.ts";

/**
 * The verify verb of a node's units as one POSIX script: each unit's own script, unchanged, in a subshell. No other process can
 * see secrets in it, because one shell reads all scripts from its stdin. Prints `begin`, each unit's lines, `unit ROLE STATUS`
 * after each unit, and `end`.
 */
export function verifyScript(units: readonly Unit[]): string {
  return [
    "verify_all() {",
    "echo begin",
    ...units.flatMap((unit) => ["(", compileUnit(unit), ")", `echo "unit ${unit.role} $?"`]),
    "echo end",
    "}",
    // The last line of each unit's script passes this verb on.
    "verify_all verify </dev/null",
    "",
  ].join("\n");
}
