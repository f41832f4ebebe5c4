import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { ownSecret } from "../secrets/own-secrets.ts";
import { writeSudoPasswords } from "../cluster/sudo-passwords.ts";
import { initStack } from "./init-stack.ts";
import type { Stack } from "./load-stack.ts";
import { runPulumi } from "./pulumi/run-pulumi.ts";

interface Kept {
  readonly name: string;
  /** Undefined to delete it. */
  readonly value: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** Saves a person's secret in the stack's encrypted configuration, or deletes it. Returns whether anything changed. */
export async function keepOwnSecret(stack: Stack, { name, value, environment }: Kept): Promise<boolean> {
  const { secrets } = await initStack(stack, environment);
  const key = ownSecret(name);
  if (secrets[key] === value) return false;
  const others = Object.fromEntries(Object.entries(secrets).filter(([other]) => other !== key));
  const kept: StackSecrets = value === undefined ? others : { ...others, [key]: value };
  await runPulumi(["config", "set", "--secret", "hearth:secrets", "--stack", stack.name], {
    environment,
    input: JSON.stringify(kept),
  });
  writeSudoPasswords(stack, kept);
  return true;
}
