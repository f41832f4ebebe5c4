import { HearthError } from "@hearth/kernel/errors.ts";
import type { StackSecrets } from "./stack-secrets.ts";

/** The value of a secret by its name. Throws STATE_MISSING if `hearth init` has not made it yet. */
export function secretValue(secrets: StackSecrets, name: string): string {
  const value = secrets[name];
  if (value !== undefined) return value;
  throw new HearthError({
    code: "STATE_MISSING",
    message: `the stack has no secret ${name}`,
    hint: "Make missing secrets with `hearth init`, then run the command again.",
  });
}
