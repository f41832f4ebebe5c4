import { writeAccessFiles } from "../cluster/access-files.ts";
import { declaredSecrets } from "../jobs/load-definitions.ts";
import { kitKeys, withNewKey, type KitKey } from "../secrets/kit-keys.ts";
import { initStack } from "./init-stack.ts";
import type { Stack } from "./load-stack.ts";
import { runPulumi } from "./pulumi/run-pulumi.ts";

/** The kit's own keys to a job of the stack. */
export function kitKeysOf({ jobs, roles }: Pick<Stack, "jobs" | "roles">, jobName: string): readonly KitKey[] {
  const job = jobs.find(({ name }) => name === jobName);
  return job === undefined ? [] : kitKeys(job, declaredSecrets(roles, jobs));
}

/** Makes a new key in place of one of the kit's own, in the stack's secrets and files. `hearth up` brings it to the cluster. */
export async function rotateKitKey(
  stack: Stack,
  key: KitKey,
  { job, environment }: { readonly job: string; readonly environment: Readonly<Record<string, string>> },
): Promise<void> {
  const { secrets } = await initStack(stack, environment);
  const declared = declaredSecrets(stack.roles, stack.jobs);
  const changed = withNewKey(secrets, key, { file: `${job}.keys`, declared });
  await runPulumi(["config", "set", "--secret", "hearth:secrets", "--stack", stack.name], {
    environment,
    input: JSON.stringify(changed),
  });
  writeAccessFiles(stack, changed);
}
