import * as pulumi from "@pulumi/pulumi";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import type { RepairMarks } from "../stack/repair-marks.ts";

export interface StackSettings {
  readonly stack: string;
  /** A Pulumi secret, and so is everything derived from it. */
  readonly secrets: pulumi.Output<StackSecrets>;
  readonly repairs: RepairMarks;
}

/** A stack's configuration holds its inventory's name and its secrets, which `hearth init` makes, and the marks of repairs. */
export function readStack(): StackSettings {
  const config = new pulumi.Config("hearth");
  const secrets = config.requireSecretObject<StackSecrets>("secrets");
  const repairs = config.getObject<RepairMarks>("repairs") ?? {};
  // Pulumi passes the configuration in the program's environment in clear text; child processes must not inherit it.
  delete process.env["PULUMI_CONFIG"];
  return { stack: pulumi.getStack(), secrets, repairs };
}
