import { basename } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { ZodType } from "zod";
import type { Cluster } from "../config/derive/cluster.ts";
import type { Declared } from "../config/shape/declared.ts";
import { portsIn, sharedPorts, type PortTree } from "../config/shape/ports.ts";
import type { ArtifactSource } from "../depot/artifact-source.ts";
import type { DepotItem } from "../depot/depot-item.ts";
import type { OwnImage } from "../images/own-image.ts";
import { ownImages } from "../images/own-images.ts";
import type { Job } from "../jobs/define-job.ts";
import { loadJobs } from "../jobs/load-jobs.ts";
import { root } from "../paths.ts";
import { table } from "../toolchain/rows/table.ts";
import { hostArchitecture } from "../toolchain/names/platform.ts";
import type { Workload } from "../plan/build-plan.ts";
import { loadRoles } from "../plan/load-roles.ts";
import type { Alert } from "../plan/alert.ts";
import { volumeFolder } from "../plan/job-volume.ts";
import { isKept, type BackupSource } from "../plan/kept-data.ts";
import type { Role } from "../plan/role.ts";
import type { SecretDeclarations } from "../secrets/declared-secrets.ts";
import { kitKeys } from "../secrets/kit-keys.ts";
import { nodesThatMayBeOff } from "./waiting-for.ts";
import { budgetAlerts, downAlert } from "./watched-job.ts";

/** Every role and job of a checkout, and what they add to the inventory. */
export interface Definitions {
  readonly roles: readonly Role[];
  readonly jobs: readonly Job[];
  readonly declared: Declared;
}

export async function loadDefinitions(checkout = root): Promise<Definitions> {
  const [roles, jobs] = await Promise.all([loadRoles(checkout), loadJobs(checkout)]);
  return { roles, jobs, declared: declaredBy(roles, jobs) };
}

/**
 * What roles and jobs add to the inventory. Throws DEFINITION_INVALID if two of them declare the same port, or an option has no
 * default.
 */
export function declaredBy(roles: readonly Role[], jobs: readonly Job[]): Declared {
  const owners = [...roles, ...jobs];
  for (const { file, options } of inFiles(roles, jobs)) if (options !== undefined) assertDefaults(file, options);
  const unreachable = jobs.find(({ optional, options }) => optional && options === undefined);
  if (unreachable !== undefined) {
    throw invalid(
      `jobs/${unreachable.name}.ts`,
      `${unreachable.name} is optional and has no options, so no inventory can turn it on`,
      "Give it `options: z.strictObject({})`, or remove `optional`.",
    );
  }
  const silent = jobs.find(({ volume, backup }) => volume !== undefined && backup === undefined);
  if (silent !== undefined) {
    throw invalid(
      `jobs/${silent.name}.ts`,
      `${silent.name} has a volume and does not say what a backup of it is`,
      "Give it `backup: { check: [] }`, with what makes a copy good, or `backup: { keptBy: JOB }`.",
    );
  }
  return {
    ports: mergePorts(inFiles(roles, jobs)),
    roleOptions: Object.fromEntries(roles.map(({ name, options }) => [name, options])),
    jobOptions: Object.fromEntries(jobs.flatMap(({ name, options }) => (options ? [[name, options]] : []))),
    optionalJobs: jobs.filter(({ optional }) => optional).map(({ name }) => name),
    imageJobs: Object.fromEntries(
      jobs.flatMap(({ name, image }) => (image ? [[name, "own" in image ? "own" : "others"] as const] : [])),
    ),
    serviceNames: owners.flatMap(({ reserves }) => reserves),
    modelFiles: table.flatMap(({ provides }) => provides.map((path) => basename(path))),
    kitKeys: gatewayKeys(roles, jobs),
    architecture: hostArchitecture(),
  };
}

/** The jobs that a cluster runs: all but the optional ones that its inventory leaves out. */
export const jobsIn = (jobs: readonly Job[], { jobOptions = {} }: Pick<Cluster, "jobOptions">): readonly Job[] =>
  jobs.filter(({ name, optional }) => !optional || jobOptions[name] !== undefined);

function gatewayKeys(roles: readonly Role[], jobs: readonly Job[]): readonly string[] {
  const gateway = jobs.find(({ name }) => name === "gateway");
  return gateway === undefined ? [] : kitKeys(gateway, declaredSecrets(roles, jobs)).map(({ id }) => id);
}

/** Roles and jobs, each with its file for errors. */
const inFiles = (roles: readonly Role[], jobs: readonly Job[]): readonly (Declarer & { readonly file: string })[] => [
  ...roles.map((role) => ({ ...role, file: `roles/${role.name}.ts` })),
  ...jobs.map((job) => ({ ...job, file: `jobs/${job.name}.ts` })),
];

type Declarer = Pick<Role | Job, "name" | "ports" | "secrets" | "options">;

/** An inventory mentions only what it wants to be different. */
function assertDefaults(file: string, options: ZodType): void {
  const [issue] = options.safeParse({}).error?.issues ?? [];
  if (issue === undefined) return;
  throw invalid(
    file,
    `the option ${issue.path.join(".")} has no default`,
    "Give it one with `.default(…)`, or make it `.optional()`.",
  );
}

const invalid = (file: string, message: string, hint: string): HearthError =>
  new HearthError({ code: "DEFINITION_INVALID", at: file, message, hint });

/** A range counts as one. */
function mergePorts(owners: ReturnType<typeof inFiles>): PortTree {
  const merged: Record<string, PortTree[string]> = { ...sharedPorts };
  const spans = [{ name: "Hearth", file: "", ports: sharedPorts as PortTree }, ...owners].flatMap(
    ({ name, file, ports }) =>
      portsIn(ports).map(({ path, port: { default: first, count = 1 } }) => {
        return { owner: name, file, port: path.join("."), first, last: first + count - 1 };
      }),
  );
  for (const [index, span] of spans.entries()) {
    const other = spans.slice(0, index).find(({ first, last }) => span.first <= last && first <= span.last);
    if (other === undefined) continue;
    throw invalid(
      span.file,
      `${span.owner} and ${other.owner} declare the same port: ${span.port} and ${other.port} have ${Math.max(span.first, other.first)}`,
      "Give one of them another `default` in its `ports`.",
    );
  }
  for (const { name: owner, file, ports } of owners) {
    for (const [name, port] of Object.entries(ports)) {
      if (Object.hasOwn(merged, name))
        throw invalid(
          file,
          `${owner} declares the port ${name}, which is declared already`,
          "Give the port another name in `ports`.",
        );
      merged[name] = port;
    }
  }
  return merged;
}

/** What jobs fetch from the depot. */
export function artifactsOf(jobs: readonly Job[], cluster: Cluster): readonly ArtifactSource[] {
  const panels = jobs.flatMap((job) => job.panels);
  return jobs.flatMap((job) => job.artifacts(cluster, panels));
}

/** The images that have to be built for the jobs that run from them. */
export const imagesOf = (jobs: readonly Job[], cluster: Cluster): readonly OwnImage[] =>
  jobs.flatMap(({ image, runtime }) =>
    image !== undefined && "own" in image && runtime(cluster) === "docker" ? [ownImages[image.own]] : [],
  );

/** All that Prometheus watches, each alert once under its name and labels. */
export const alertsOf = (
  roles: readonly Pick<Role, "alerts">[],
  jobs: readonly Pick<Job, "alerts" | "watched">[],
  cluster: Cluster,
): readonly Alert[] => [
  ...[...roles.flatMap(({ alerts = [] }) => alerts), ...jobs.flatMap((job) => job.alerts(cluster))].map((alert) =>
    quietWhileOff(alert, cluster),
  ),
  ...jobs.flatMap((job) => job.watched(cluster)).flatMap((job) => [downAlert(job), ...budgetAlerts(job)]),
];

/** That a machine which may be off is off is no alert, nor is anything else about it. */
function quietWhileOff(alert: Alert, cluster: Cluster): Alert {
  const nodes = nodesThatMayBeOff(cluster);
  if (nodes.length === 0) return alert;
  const off = `max by (node) (up{node=~"${nodes.join("|")}"}) == 0`;
  return { ...alert, expression: `(${alert.expression}) unless on (node) (${off})` };
}

/** What the nodes need to know about the cluster's jobs. */
export const workloadOf = (jobs: readonly Job[], cluster: Cluster, artifacts: readonly DepotItem[]): Workload => ({
  endpoints: jobs.flatMap((job) => job.endpoints(cluster)),
  jobUsers: [...new Set(jobs.map((job) => job.user))].sort(),
  jobAccounts: jobs.flatMap(({ user, image, runtime }) =>
    image === undefined ? [] : [{ user, uid: image.uid, isNumbered: runtime(cluster) === "docker" }],
  ),
  jobVolumes: jobs.flatMap(({ volume, user }) => (volume === undefined ? [] : [{ name: volume, user }])),
  backups: jobBackups(jobs, cluster),
  egress: jobs.map(({ user, egress }) => ({ user, egress: egress(cluster) })),
  servicePlaces: jobs.flatMap((job) => job.servicePlaces(cluster)),
  workloadRights: jobs.flatMap(({ name, consul, ids }) =>
    consul === undefined ? [] : [{ ...consul, name, jobs: ids(cluster) }],
  ),
  artifacts,
});

/** What the backup has of jobs. */
const jobBackups = (jobs: readonly Job[], cluster: Cluster): readonly BackupSource[] =>
  jobs.flatMap(({ name, volume, backup, user, ids, servicePlaces }) => {
    if (volume === undefined || !isKept(backup)) return [];
    const nodes = [...new Set(servicePlaces(cluster).flatMap((place) => place.nodes))];
    return [{ ...backup, name, folder: volumeFolder(volume), owner: user, jobs: ids(cluster), nodes }];
  });

/** Every secret that roles and jobs declare. Throws DEFINITION_INVALID if two declare the same. */
export function declaredSecrets(roles: readonly Role[], jobs: readonly Job[]): SecretDeclarations {
  const all: Record<string, SecretDeclarations[string]> = {};
  for (const { name: owner, file, secrets } of inFiles(roles, jobs)) {
    for (const [name, declaration] of Object.entries(secrets)) {
      if (Object.hasOwn(all, name))
        throw invalid(
          file,
          `${owner} declares the secret ${name}, which is declared already`,
          "Give the secret another name in `secrets`.",
        );
      all[name] = declaration;
    }
  }
  return all;
}
