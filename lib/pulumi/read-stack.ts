import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { StackSecrets } from "../secrets/complete-secrets.ts";

export interface StackSettings {
  readonly stack: string;
  /** Absolute path of the inventory. */
  readonly inventoryFile: string;
  /** Secret to Pulumi, and so is all that is made of it. */
  readonly secrets: pulumi.Output<StackSecrets>;
}

/** What a stack's configuration holds: the inventory's name and the secrets, nothing else. Both are made by `hearth init`. */
export function readStack(stacksFolder: string): StackSettings {
  const config = new pulumi.Config("hearth");
  return {
    stack: pulumi.getStack(),
    inventoryFile: join(stacksFolder, config.require("inventory")),
    secrets: config.requireSecretObject<StackSecrets>("secrets"),
  };
}
