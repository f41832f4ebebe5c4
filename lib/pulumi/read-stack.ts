import * as pulumi from "@pulumi/pulumi";
import type { StackSecrets } from "../secrets/complete-secrets.ts";

export interface StackSettings {
  readonly stack: string;
  /** Secret to Pulumi, and so is all that is made of it. */
  readonly secrets: pulumi.Output<StackSecrets>;
}

/** A stack's configuration holds its inventory's name and its secrets, nothing else. Both are made by `hearth init`. */
export function readStack(): StackSettings {
  return {
    stack: pulumi.getStack(),
    secrets: new pulumi.Config("hearth").requireSecretObject<StackSecrets>("secrets"),
  };
}
