import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { JobSpec } from "../jobs/define-job.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { holdsSecret, secretNames, secretRef } from "../secrets/secret-ref.ts";
import type { RepairMarks } from "../stack/repair-marks.ts";
import { valueOfSecret } from "./value-of-secret.ts";
import { nothingFrozen, unchanged, type Frozen } from "./frozen.ts";
import { repairEnvironment } from "./repair-environment.ts";

export interface JobsContext {
  /** Everything that has to exist before the first job. */
  readonly after: readonly pulumi.Resource[];
  readonly secrets: pulumi.Output<StackSecrets>;
  readonly repairs: RepairMarks;
  readonly frozen?: Frozen;
}

/**
 * Each job as two resources: the job itself, and a gate that waits until it is healthy. A failed gate is not recorded, so the
 * next run waits again; as a hook of the job it would be skipped. Whatever needs a job waits for its gate.
 */
export function declareJobs(
  specs: readonly JobSpec[],
  { after, secrets, repairs, frozen = nothingFrozen }: JobsContext,
): readonly pulumi.Resource[] {
  const gates = new Map<string, pulumi.Resource>();
  for (const spec of specs) {
    const isFrozen = frozen.jobs.has(spec.id);
    if (isFrozen && !frozen.isMade(`job/${spec.id}`)) continue;
    const kept = isFrozen ? unchanged : {};
    const text = JSON.stringify(spec);
    const repaired = repairEnvironment(repairs, `job/${spec.id}`);
    const needed = spec.needs.flatMap((need) => gates.get(need) ?? []);
    const job = new command.local.Command(
      `job/${spec.id}`,
      {
        create: `hearth-job apply ${spec.id}`,
        update: `hearth-job apply ${spec.id}`,
        delete: `hearth-job stop ${spec.id}`,
        stdin: holdsSecret(text) ? secrets.apply((values) => resolve(text, values)) : text,
        ...repaired,
      },
      { dependsOn: [...after, ...needed], ...kept },
    );
    const wait = `hearth-job gate ${spec.id}`;
    if (isFrozen && !frozen.isMade(`gate/${spec.id}`)) continue;
    gates.set(
      spec.id,
      new command.local.Command(
        `gate/${spec.id}`,
        { create: wait, update: wait, stdin: JSON.stringify({ ...spec, variables: undefined }), ...repaired },
        { dependsOn: job, ...kept },
      ),
    );
  }
  return [...gates.values()];
}

/** The references are inside JSON strings, so the values are escaped as in JSON. */
function resolve(text: string, values: StackSecrets): string {
  return secretNames(text).reduce(
    (resolved, name) => resolved.replaceAll(secretRef(name), JSON.stringify(valueOfSecret(values, name)).slice(1, -1)),
    text,
  );
}
