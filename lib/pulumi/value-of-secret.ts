import * as pulumi from "@pulumi/pulumi";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { secretRef } from "../secrets/secret-ref.ts";
import { secretValue } from "../secrets/secret-value.ts";

/** A secret's value; in a preview, the reference itself if `up` has yet to make the secret. */
export function valueOfSecret(secrets: StackSecrets, name: string): string {
  return secrets[name] ?? (pulumi.runtime.isDryRun() ? secretRef(name) : secretValue(secrets, name));
}
