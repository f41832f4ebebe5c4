import { existsSync, readFileSync } from "node:fs";
import { depotUrl, type DepotItem } from "../depot/depot-item.ts";
import { depotSources } from "../depot/depot-sources.ts";
import { readDepot } from "../depot/read-depot.ts";
import { suggestion } from "../config/shape/nearest-name.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { orderByNeeds } from "@hearth/kernel/order-by-needs.ts";
import { resolveImages } from "../images/image-ref.ts";
import { readImageRecord } from "../images/image-record.ts";
import type { JobFacts, JobSpec } from "../jobs/define-job.ts";
import { scrapesOf } from "../plan/scrapes.ts";
import { ownSecret, ownSecretsOf } from "../secrets/own-secrets.ts";
import { secretRef } from "../secrets/secret-ref.ts";
import { authorityFile } from "../cluster/access-files.ts";
import { alertsOf, artifactsOf, declaredSecrets } from "../jobs/load-definitions.ts";
import { stackCommand } from "../stack-command.ts";
import type { Stack } from "./load-stack.ts";

export interface JobSpecsOptions {
  /** For a preview: placeholders stand for the depot and the authority if `up` has not made them yet. */
  readonly planned?: boolean;
  /** For Pulumi, which pushes the images: references stand for their digests. */
  readonly pushesImages?: boolean;
}

/** Every job as it is sent to Nomad, each after the jobs that it needs. Secrets appear as references only. */
export function jobSpecs(
  stack: Stack,
  { planned = false, pushesImages = false }: JobSpecsOptions = {},
): readonly JobSpec[] {
  const facts = planned ? plannedFacts(stack) : jobFacts(stack);
  const record = readImageRecord(stack.folder);
  const pushed = (app: string): string => record[app]?.digest ?? `sha256:${unknownDigest}`;
  return orderByNeeds(
    stack.jobs
      .flatMap((job) => job.specs(stack.cluster, facts))
      .map((spec) => (pushesImages ? spec : { ...spec, hcl: resolveImages(spec.hcl, pushed) })),
    {
      nameOf: ({ id }) => id,
      needsOf: ({ needs }) => needs,
      kind: "job",
      folder: "jobs/",
      fileOf: ({ id }) => `jobs/${stack.jobs.find((job) => job.ids(stack.cluster).includes(id))?.name ?? id}.ts`,
    },
  );
}

function jobFacts(stack: Stack): JobFacts {
  const { folder } = stack;
  const authority = authorityFile(folder);
  const items = readDepot(folder);
  if (items.length === 0 || !existsSync(authority)) {
    throw new HearthError({
      code: "STATE_MISSING",
      message: `the stack has no ${existsSync(authority) ? "depot" : "keys"} yet`,
      hint: `Bring it up with \`${stackCommand(stack.name, "up")}\`, which makes what is missing.`,
    });
  }
  const missing = artifactsOf(stack.jobs, stack.cluster).filter(
    ({ name }) => !items.some((item) => item.name === name),
  );
  if (missing.length > 0) {
    throw new HearthError({
      code: "STATE_MISSING",
      message: `the inventory has changed since the last up: the depot does not hold ${missing.map(({ name }) => name).join(", ")} yet`,
      hint: `Bring the change to the cluster with \`${stackCommand(stack.name, "up")}\`, or take it back.`,
    });
  }
  return factsOf(stack, items, readFileSync(authority, "utf8"));
}

/** Stands for the digest of a file that has not been packed yet. */
const unknownDigest = "0".repeat(64);

function plannedFacts(stack: Stack): JobFacts {
  const { cluster, jobs, folder } = stack;
  const authority = authorityFile(folder);
  const items = readDepot(folder);
  const missing = depotSources(artifactsOf(jobs, cluster))
    .filter(({ name }) => !items.some((item) => item.name === name))
    .map(({ name, file, sha256 = unknownDigest }) => ({ name, file, sha256 }));
  const ca = existsSync(authority) ? readFileSync(authority, "utf8") : "the authority's certificate";
  return factsOf(stack, [...items, ...missing], ca);
}

function factsOf(stack: Stack, items: readonly DepotItem[], ca: string): JobFacts {
  const { cluster, roles, jobs } = stack;
  const origin = `http://${cluster.depot}.${cluster.domain}:${cluster.ports.depot}`;
  return {
    artifacts: Object.fromEntries(
      items.map((item) => [item.name, { url: depotUrl(origin, item), sha256: item.sha256 }]),
    ),
    ca,
    secret: declaredSecret(stack),
    scrapes: scrapesOf(roles, cluster),
    alerts: alertsOf(roles, jobs, cluster),
    watched: jobs.flatMap((job) => job.watched(cluster)),
  };
}

/** A reference to a secret that the stack will have. Throws DEFINITION_INVALID for any other, before anything is made. */
function declaredSecret({ cluster, roles, jobs }: Stack): JobFacts["secret"] {
  const declared = Object.keys(declaredSecrets(roles, jobs));
  const known = [...declared, ...ownSecretsOf(cluster).map(ownSecret)];
  return (name) => {
    if (known.includes(name)) return secretRef(name);
    throw new HearthError({
      code: "DEFINITION_INVALID",
      message: `a job reads the secret ${name}, which no role or job declares; ${suggestion(name, known)}`,
      hint: "Declare it in the `secrets` of the job's file, or correct the name.",
    });
  };
}
