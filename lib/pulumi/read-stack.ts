import * as pulumi from "@pulumi/pulumi";
import type { StackSecrets } from "../secrets/complete-secrets.ts";
import type { RepairMarks } from "../stack/repair-marks.ts";

export interface StackSettings {
  readonly stack: string;
  /** Secret to Pulumi, and so is all that is made of it. */
  readonly secrets: pulumi.Output<StackSecrets>;
  readonly repairs: RepairMarks;
}

/** A stack's configuration holds its inventory's name and its secrets, which `hearth init` makes, and the marks of repairs. */
export function readStack(): StackSettings {
  const config = new pulumi.Config("hearth");
  const secrets = config.requireSecretObject<StackSecrets>("secrets");
  const repairs = config.getObject<RepairMarks>("repairs") ?? {};
  // Pulumi hands the configuration over in the program's environment, in clear; the programs that it starts are not to inherit it.
  delete process.env["PULUMI_CONFIG"];
  return { stack: pulumi.getStack(), secrets, repairs };
}
