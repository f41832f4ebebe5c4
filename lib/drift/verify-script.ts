import { compileUnit } from "../steps/compile.ts";
import type { Unit } from "../steps/unit.ts";

/**
 * The verify verb of a node's units as one POSIX script: each unit's own script, unchanged, in a subshell. A secret in it is
 * seen by no other process, for the scripts reach one shell on its stdin. Prints `begin`, each unit's lines, `unit ROLE STATUS`
 * after each unit, and `end`.
 */
export function verifyScript(units: readonly Unit[]): string {
  return [
    "verify_all() {",
    "echo begin",
    ...units.flatMap((unit) => ["(", compileUnit(unit), ")", `echo "unit ${unit.role} $?"`]),
    "echo end",
    "}",
    // The argument is the verb that every unit's own last line passes on.
    "verify_all verify </dev/null",
    "",
  ].join("\n");
}
