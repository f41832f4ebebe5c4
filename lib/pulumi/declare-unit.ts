import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { unitId, type Unit } from "../plan/unit.ts";
import { holdsSecret, resolveSecrets } from "../secrets/secret-ref.ts";
import { compileUnit } from "../steps/compile.ts";
import type { StackSecrets } from "../secrets/complete-secrets.ts";

/**
 * A unit as one resource: our launcher with a constant command, the script on stdin. A changed script is an update in place and
 * shows as a line diff; `delete` sends the script it was created with. Only properties that plugin 0.9.2 and 1.2 both accept.
 */
export function declareUnit(
  unit: Unit,
  secrets: pulumi.Output<StackSecrets>,
  options: pulumi.CustomResourceOptions,
): command.local.Command {
  const script = compileUnit(unit);
  const apply = `hearth-unit ${unit.node} apply`;
  return new command.local.Command(
    unitId(unit),
    {
      create: apply,
      update: apply,
      delete: `hearth-unit ${unit.node} undo`,
      stdin: holdsSecret(script)
        ? secrets.apply((values) => resolveSecrets(script, (name) => valueOf(values, name)))
        : script,
    },
    options,
  );
}

function valueOf(secrets: StackSecrets, name: string): string {
  const value = secrets[name];
  if (value === undefined)
    throw new pulumi.RunError(`secret ${name} is missing; make what is missing with: hearth init`);
  return value;
}
