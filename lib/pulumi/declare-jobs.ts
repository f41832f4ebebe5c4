import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { imageNames, resolveImages } from "../images/image-ref.ts";
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
  /** Builds and pushes one of our own images once the registry is there; its output is the digest. */
  readonly image?: (app: string, after: readonly pulumi.Resource[]) => pulumi.Output<string>;
}

/**
 * Each job as two resources: the job itself, and a gate that waits until it is healthy. A failed gate is not recorded, so the
 * next run waits again; as a hook of the job it would be skipped. Whatever needs a job waits for its gate.
 */
export function declareJobs(
  specs: readonly JobSpec[],
  { after, secrets, repairs, frozen = nothingFrozen, image }: JobsContext,
): readonly pulumi.Resource[] {
  const gates = new Map<string, pulumi.Resource>();
  const digests = new Map<string, pulumi.Output<string>>();
  const digestOf = (app: string, after: readonly pulumi.Resource[]): pulumi.Output<string> => {
    const known = digests.get(app) ?? image?.(app, after);
    if (known === undefined) throw new TypeError(`nothing builds the image ${app}`);
    digests.set(app, known);
    return known;
  };
  for (const spec of specs) {
    const isFrozen = frozen.jobs.has(spec.id);
    if (isFrozen && !frozen.isMade(`job/${spec.id}`)) continue;
    const kept = isFrozen ? unchanged : {};
    const needed = spec.needs.flatMap((need) => gates.get(need) ?? []);
    const plain = JSON.stringify(spec);
    const images = imageNames(plain);
    const text =
      images.length === 0
        ? plain
        : pulumi
            .all(images.map((app) => digestOf(app, needed)))
            .apply((known) => resolveImages(plain, (app) => known[images.indexOf(app)] ?? ""));
    const repaired = repairEnvironment(repairs, `job/${spec.id}`);
    const job = new command.local.Command(
      `job/${spec.id}`,
      {
        create: `hearth-job apply ${spec.id}`,
        update: `hearth-job apply ${spec.id}`,
        delete: `hearth-job stop ${spec.id}`,
        stdin: holdsSecret(plain)
          ? pulumi.all([text, secrets]).apply(([resolved, values]) => resolve(resolved, values))
          : text,
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
        {
          create: wait,
          update: wait,
          stdin: typeof text === "string" ? withoutVariables(text) : text.apply(withoutVariables),
          ...repaired,
        },
        { dependsOn: job, ...kept },
      ),
    );
  }
  return [...gates.values()];
}

/** A gate needs none, and its text stays readable. */
const withoutVariables = (text: string): string =>
  JSON.stringify({ ...(JSON.parse(text) as JobSpec), variables: undefined });

/** The references are inside JSON strings, so the values are escaped as in JSON. */
function resolve(text: string, values: StackSecrets): string {
  return secretNames(text).reduce(
    (resolved, name) => resolved.replaceAll(secretRef(name), JSON.stringify(valueOfSecret(values, name)).slice(1, -1)),
    text,
  );
}
