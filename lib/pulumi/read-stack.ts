import * as pulumi from "@pulumi/pulumi";
import type { StackSecrets } from "../secrets/complete-secrets.ts";

export interface StackSettings {
  readonly stack: string;
  /** Secret to Pulumi, and so is all that is made of it. */
  readonly secrets: pulumi.Output<StackSecrets>;
}

/** A stack's configuration holds its inventory's name and its secrets, nothing else. Both are made by `hearth init`. */
export function readStack(): StackSettings {
  const secrets = new pulumi.Config("hearth").requireSecretObject<StackSecrets>("secrets");
  // Pulumi hands the configuration over in the program's environment, in clear; the programs that it starts are not to inherit it.
  delete process.env["PULUMI_CONFIG"];
  return { stack: pulumi.getStack(), secrets };
}
