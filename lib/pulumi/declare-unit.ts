import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { unitId, type Unit } from "../steps/unit.ts";
import { repairEnvironment } from "./repair-environment.ts";
import type { RepairMarks } from "../stack/repair-marks.ts";

/**
 * A unit as one resource: our launcher with a constant command, the script on stdin. A changed script is an update in place and
 * shows as a line diff; `delete` sends the script it was created with. Uses only properties that the plugin's versions 0.9.2 and
 * 1.2 both accept.
 */
export function declareUnit(
  unit: Unit,
  { script, repairs }: { script: pulumi.Input<string>; repairs: RepairMarks },
  options: pulumi.CustomResourceOptions,
): command.local.Command {
  const apply = `hearth-unit ${unit.node} apply`;
  const name = unitId(unit);
  const inputs = {
    create: apply,
    update: apply,
    delete: `hearth-unit ${unit.node} undo`,
    stdin: script,
    ...repairEnvironment(repairs, name),
  };
  return new command.local.Command(name, inputs, options);
}
