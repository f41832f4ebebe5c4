import { join } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { z } from "zod";
import type { Cluster } from "../config/derive/cluster.ts";
import { dnsLabel } from "../config/shape/fields.ts";
import { runtimes } from "../config/shape/inventory-schema.ts";
import { numbersOf, type NumbersOf } from "../config/shape/ports.ts";
import type { ArtifactSource } from "../depot/artifact-source.ts";
import type { ConsulPolicy, ServicePlace } from "../steps/consul-rights.ts";
import type { Panel } from "../dashboards/panel.ts";
import type { Alert } from "../plan/alert.ts";
import type { VolumeBackup } from "../plan/kept-data.ts";
import { endpointsOfPorts, type Egress, type Endpoint, type ListeningPorts } from "../plan/endpoint.ts";
import type { ScrapeTarget } from "../plan/scrapes.ts";
import type { SecretDeclarations } from "../secrets/declared-secrets.ts";
import { renderTemplate, templateFolder, type TemplateContext } from "../templates/render-template.ts";
import { hostArchitecture } from "../toolchain/names/platform.ts";
import { accountIn, referenceOf, type JobImage } from "./job-image.ts";
import type { WatchedJob } from "./watched-job.ts";

export type Runtime = (typeof runtimes)[number];

export type JobKind = "service" | "system" | "batch";

/** A file that nodes fetch from the depot: `http://n1.hearth:8090/<sha256>/<file>`. */
export interface Artifact {
  readonly url: string;
  readonly sha256: string;
}

/** What a job needs to know beside the inventory: all of it is known before anything is started. */
export interface JobFacts {
  /** What the depot holds, by the names under which jobs declare it. */
  readonly artifacts: Readonly<Record<string, Artifact>>;
  /** PEM of the cluster's CA. */
  readonly ca: string;
  /** A secret of the stack by its name: a SecretRef. */
  readonly secret: (name: string) => string;
  /** What Prometheus asks for metrics beside the services that it finds in Consul. */
  readonly scrapes: readonly ScrapeTarget[];
  /** What roles and jobs declare that a person has to know. */
  readonly alerts: readonly Alert[];
  /** Every job whose health Prometheus records. */
  readonly watched: readonly WatchedJob[];
}

/** What must be true of a job before those who wait for it start. */
export interface Gate {
  /** Consul services of which at least one instance is there and no check fails. */
  readonly services: readonly string[];
  readonly limitMs: number;
}

/** A job as it goes to Nomad; JSON, the whole of what `lib/jobs/main.ts` needs on its stdin. */
export interface JobSpec {
  /** Nomad's id of the job, a DNS label. */
  readonly id: string;
  readonly kind: JobKind;
  readonly hcl: string;
  readonly gate: Gate;
  /** Ids of the jobs whose gates have to be open before this one is registered. */
  readonly needs: readonly string[];
  /**
   * Items of the Nomad variable `nomad/jobs/<id>`, which only this job may read: where its secrets are, and what its tasks take up
   * while they run, since a change of it makes no new version.
   */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What the cluster runs. One file in jobs/, found by its name; see docs/how-to/add-a-job.md. */
export interface Job {
  /** Equals the name of the file and of the template. */
  readonly name: string;
  /** What it does for the cluster, one sentence, for whoever reads the file. */
  readonly about: string;
  /** The unprivileged account that its tasks run as, on every node. */
  readonly user: string;
  /** Whether it runs only where the inventory writes `jobs.NAME`. */
  readonly optional: boolean;
  /** What it runs from in containers; absent where it never does. */
  readonly image?: JobImage;
  /** How its tasks run in a cluster. */
  readonly runtime: (cluster: Cluster) => Runtime;
  /** A folder of its own on every node, which outlives its allocations: Nomad's host volume of this name. */
  readonly volume?: string;
  /** What the backup has of the volume; every job with a volume says so. */
  readonly backup?: VolumeBackup;
  readonly ports: ListeningPorts;
  /** Schema of its options, `jobs.NAME` in the inventory; every field has a default. Absent where it has none. */
  readonly options?: z.ZodType;
  readonly secrets: SecretDeclarations;
  /** Name of the secret that is the key of whoever runs the cluster; `hearth init` writes it into `NAME.key` of the stack's folder. */
  readonly access?: string;
  /** Whom a person signs in as on its page, with the secret of `access` as the password. */
  readonly owner?: string;
  readonly consul?: ConsulPolicy;
  /** Names of services in Consul that no node and no expert may have. */
  readonly reserves: readonly string[];
  /** What its tasks fetch from the depot. */
  readonly artifacts: (cluster: Cluster, panels?: readonly Panel[]) => readonly ArtifactSource[];
  /** What Grafana shows of it. */
  readonly panels: readonly Panel[];
  /** What its tasks listen on, wherever they run. */
  readonly endpoints: (cluster: Cluster) => readonly Endpoint[];
  /** What its tasks may connect to beyond their own machine. The firewall refuses everything else to the job's account. */
  readonly egress: (cluster: Cluster) => Egress;
  /** Where its services may run. Nomad places them there, and only these nodes may register them in Consul. */
  readonly servicePlaces: (cluster: Cluster) => readonly ServicePlace[];
  /** Ids of its Nomad jobs. */
  readonly ids: (cluster: Cluster) => readonly string[];
  readonly alerts: (cluster: Cluster) => readonly Alert[];
  /** What Prometheus has to know of its Nomad jobs. */
  readonly watched: (cluster: Cluster) => readonly WatchedJob[];
  readonly specs: (cluster: Cluster, facts: JobFacts, templates?: string) => readonly JobSpec[];
}

export interface JobScene<Instance, Ports, Options> {
  readonly cluster: Cluster;
  readonly facts: JobFacts;
  readonly instance: Instance;
  /** Numbers of the ports that the job declares. */
  readonly ports: NumbersOf<Ports>;
  readonly options: Options;
  /** An artifact that the job declares. */
  readonly artifact: (name: string) => Artifact;
  /** The machines that may run it. */
  readonly nodes: readonly string[];
}

/** A job as its file declares it; what is left out has the value that most jobs want. */
export interface JobDefinition<Instance, Ports extends ListeningPorts, Options> {
  readonly name: string;
  readonly about: string;
  /** `service` where it is left out. */
  readonly kind?: JobKind;
  readonly user: string;
  /** Runs only where the inventory writes `jobs.NAME`, for which `{}` is enough. Needs `options`. */
  readonly optional?: true;
  readonly volume?: string;
  /** What a backup of the volume has to hold, or who keeps copies of it. Needed with `volume`. */
  readonly backup?: VolumeBackup;
  /** For a job that can run in containers too: its template then asks `image`. */
  readonly image?: JobImage;
  /** By their names in `cluster.ports` of the inventory. Each is an endpoint, unless `endpoints` says otherwise. */
  readonly ports?: Ports;
  readonly options?: z.ZodType<Options>;
  /** By their names in the stack; `hearth init` makes those that are missing. */
  readonly secrets?: SecretDeclarations;
  readonly access?: string;
  readonly owner?: string;
  /** What its tasks may do in Consul beyond finding services. */
  readonly consul?: ConsulPolicy;
  /** The job's own name where it is left out. */
  readonly reserves?: readonly string[];
  readonly artifacts?:
    readonly ArtifactSource[] | ((cluster: Cluster, panels: readonly Panel[]) => readonly ArtifactSource[]);
  /** What Grafana shows of it, where the cluster runs Grafana. */
  readonly panels?: readonly Panel[];
  /** What its tasks listen on, where it does not follow from `ports`. */
  readonly endpoints?: (cluster: Cluster) => readonly Endpoint[];
  /** What its tasks connect to on other machines: names of services, or "anywhere"; "overlay" where it is left out. */
  readonly egress?: Egress | ((cluster: Cluster) => Egress);
  /** What there is one Nomad job of each: text that is its id, or anything else together with `id`. One of the job's name where it is left out. */
  readonly instances?: (cluster: Cluster) => readonly Instance[];
  readonly id?: (instance: Instance) => string;
  /**
   * The nodes that may run it; the one of `node`, or `cluster.services` of the inventory, where it is left out. The inventory can
   * choose others for a job of one instance and without `node`: `jobs.NAME.nodes`.
   */
  readonly nodes?: (cluster: Cluster, instance: Instance) => readonly string[];
  readonly needs?: (instance: Instance) => readonly string[];
  /** The service of the job's id within three minutes, where it is left out. */
  readonly gate?: (instance: Instance) => Gate;
  /** The node that an instance is bound to; left out where Nomad chooses one of several. */
  readonly node?: (instance: Instance, cluster: Cluster) => string;
  /** What a person has to know of it, beside that it is down, which follows from its gate. */
  readonly alerts?: readonly Alert[] | ((cluster: Cluster) => readonly Alert[]);
  /** Name of the alert that says that it is down; `JobDown` where it is left out. */
  readonly downAlert?: string;
  /** Share of thirty days in which it has to answer: `0.995` allows for 3.6 hours. Alerts follow from it; only for a job with metrics. */
  readonly availability?: number;
  /** Values of the template, beside `id`, `datacenter`, `user`, `containerUser`, `account`, `driver`, `image`, `architecture` and `nodes`, which every template may use. */
  readonly context: (scene: JobScene<Instance, Ports, Options>) => TemplateContext;
  readonly variables?: (facts: JobFacts, cluster: Cluster) => Readonly<Record<string, string>>;
}

/** Holds every job's template, as `NAME.nomad.hcl.hbs`, and the files that it embeds. */
const jobTemplates = join(templateFolder, "jobs");

/** Keeps the types of instances, ports and options inside the job while the rest of Hearth handles jobs of any kind. */
export function defineJob<
  Instance = string,
  const Ports extends ListeningPorts = Readonly<Record<string, never>>,
  Options = Readonly<Record<string, never>>,
>(definition: JobDefinition<Instance, Ports, Options>): Job {
  const { name, about, kind = "service", user, volume, backup, access, owner, consul, image } = definition;
  const { ports = {}, secrets = {} } = definition;
  const instances = definition.instances ?? (() => [name as Instance]);
  const id = definition.id ?? String;
  const { node } = definition;
  const fixed = node && ((cluster: Cluster, instance: Instance) => [node(instance, cluster)]);
  const isMovable = node === undefined && definition.instances === undefined;
  const withPlaces = isMovable ? withNodes(definition.options) : definition.options;
  const options = withPlaces && withRuntime(withPlaces);
  const usual = definition.nodes ?? fixed ?? serviceNodes;
  const nodes = (cluster: Cluster, instance: Instance): readonly string[] =>
    (isMovable ? chosenNodes(cluster.jobOptions?.[name]) : undefined) ?? usual(cluster, instance);
  const egress = definition.egress ?? "overlay";
  const declared = definition.artifacts ?? [];
  const artifacts = typeof declared === "function" ? declared : () => declared;
  const alerts = definition.alerts ?? [];
  const runtime = (cluster: Cluster): Runtime =>
    image === undefined
      ? "exec"
      : (chosenRuntime(cluster.jobOptions?.[name]) ??
        usualRuntime(
          instances(cluster).flatMap((instance) => nodes(cluster, instance)),
          cluster,
        ));
  const broughtBy = (cluster: Cluster): readonly string[] =>
    runtime(cluster) === "docker" ? (image?.brings ?? []) : [];
  const fetched = (cluster: Cluster, panels: readonly Panel[] = []): readonly ArtifactSource[] =>
    artifacts(cluster, panels).filter((artifact) => !broughtBy(cluster).includes(artifact.name));
  const needs = (instance: Instance, cluster: Cluster): readonly string[] => [
    ...(definition.needs?.(instance) ?? []),
    ...(image !== undefined && "own" in image && runtime(cluster) === "docker" ? ["registry"] : []),
  ];
  const gateOf = (instance: Instance): Gate =>
    definition.gate?.(instance) ?? { services: [id(instance)], limitMs: 180_000 };
  return {
    name,
    about,
    user,
    optional: definition.optional ?? false,
    ...defined({ volume, backup, options, access, owner, consul, image }),
    runtime,
    ports,
    secrets,
    reserves: definition.reserves ?? [name],
    artifacts: fetched,
    panels: definition.panels ?? [],
    endpoints: definition.endpoints ?? ((cluster) => endpointsOfPorts(name, ports, cluster)),
    egress: (cluster) => (typeof egress === "function" ? egress(cluster) : egress),
    servicePlaces: (cluster) =>
      instances(cluster).map((instance) => ({ service: id(instance), nodes: nodes(cluster, instance) })),
    ids: (cluster) => instances(cluster).map(id),
    alerts: typeof alerts === "function" ? alerts : () => alerts,
    watched: (cluster) =>
      instances(cluster).map((instance) => ({
        id: id(instance),
        services: gateOf(instance).services,
        node: definition.node?.(instance, cluster) ?? "",
        needs: needs(instance, cluster),
        downAlert: definition.downAlert ?? "JobDown",
        ...mayBeOff(definition.node?.(instance, cluster), cluster),
        ...defined({ availability: definition.availability }),
      })),
    specs: (cluster, facts, templates = jobTemplates) => {
      const own = {
        cluster,
        facts,
        ports: numbersOf(ports, cluster.ports) as NumbersOf<Ports>,
        options: (cluster.jobOptions?.[name] ?? options?.parse({}) ?? {}) as Options,
        artifact: artifactsOf(name, artifacts(cluster, []), { facts, brought: broughtBy(cluster) }),
      };
      const variables = definition.variables?.(facts, cluster) ?? {};
      return instances(cluster).map((instance) => {
        const places = nodes(cluster, instance);
        const common = {
          ...{ id: id(instance), datacenter: cluster.datacenter, user },
          architecture: architectureOf(cluster),
          driver: runtime(cluster),
          // Somebody else's image does not know the account by its name.
          account: image?.uid ?? 0,
          containerUser: runtime(cluster) === "docker" ? accountIn(image, user) : user,
          image: image !== undefined && runtime(cluster) === "docker" ? referenceOf(image, cluster) : "",
          ...restriction(places, cluster),
        };
        return {
          id: common.id,
          kind,
          hcl: renderTemplate(`${name}.nomad.hcl`, definition.context({ ...own, instance, nodes: places }), {
            common,
            folder: templates,
          }),
          gate: gateOf(instance),
          needs: needs(instance, cluster),
          // Nomad refuses a variable without items.
          ...(Object.keys(variables).length > 0 && { variables }),
        };
      });
    },
  };
}

/** Options of a job that may run on any of several machines: its own, and `nodes`. */
function withNodes(options: z.ZodType = z.strictObject({})): z.ZodType {
  if (!(options instanceof z.ZodObject)) return options;
  return options.extend({
    nodes: z.array(dnsLabel).min(1).max(250).optional().meta({
      description: "Machines that may run it; it moves when the one that it is on is lost.",
      defaultNote: "`cluster.services`",
    }),
  });
}

/** Every job that has options can be asked how it runs; a rule refuses what there is no image of. */
function withRuntime(options: z.ZodType): z.ZodType {
  if (!(options instanceof z.ZodObject)) return options;
  return options.extend({
    runtime: z.enum(runtimes).optional().meta({
      description:
        "How its tasks run: `exec` as programs of the machine, `docker` in containers, if there is an image of it.",
      defaultNote: "as the machines' `runtime` says",
    }),
  });
}

const chosenRuntime = (options: unknown): Runtime | undefined =>
  (options as { readonly runtime?: Runtime } | undefined)?.runtime;

/** A job has one driver, wherever Nomad places it: containers, where all machines that it may run on have them. */
function usualRuntime(places: readonly string[], { nodes }: Cluster): Runtime {
  const possible = nodes.filter(({ name }) => places.includes(name));
  return possible.length > 0 && possible.every((node) => node.runtime === "docker") ? "docker" : "exec";
}

/** Where a job is bound to a machine that may be off. */
const mayBeOff = (node: string | undefined, { nodes }: Cluster): Pick<WatchedJob, "mayBeOff"> =>
  nodes.some(({ name, mayBeOff = false }) => name === node && mayBeOff) ? { mayBeOff: [node ?? ""] } : {};

const chosenNodes = (options: unknown): readonly string[] | undefined =>
  (options as { readonly nodes?: readonly string[] } | undefined)?.nodes;

/**
 * The depot holds the programs of this machine's architecture, so where there are nodes of another one no job may be placed there.
 * Empty where all nodes are alike: nothing has to be said then.
 */
function architectureOf({ nodes }: Cluster): string {
  const own = hostArchitecture();
  return nodes.some(({ architecture = own }) => architecture !== own) ? own : "";
}

/** Where a job without a fixed place runs: on a server, if there is one that its programs are for. */
export function serviceNodes({ nodes, servers, services }: Cluster): readonly string[] {
  if (services !== undefined) return services;
  const own = hostArchitecture();
  const able = nodes.filter(({ architecture = own }) => architecture === own).map(({ name }) => name);
  const both = able.filter((name) => servers.includes(name));
  return both.length > 0 ? both : able;
}

/** Empty where every node may run it: nothing has to be said then. */
function restriction(nodes: readonly string[], cluster: Cluster): { nodes: string; severalNodes: boolean } {
  const isFree = cluster.nodes.every(({ name }) => nodes.includes(name));
  return { nodes: isFree ? "" : nodes.join(","), severalNodes: nodes.length > 1 };
}

/** An artifact by its name. One that is missing is a bug: the depot is packed from what jobs declare. */
function artifactsOf(
  job: string,
  declared: readonly ArtifactSource[],
  { facts, brought }: { readonly facts: JobFacts; readonly brought: readonly string[] },
): (name: string) => Artifact {
  return (name) => {
    // In the image; its template fetches nothing then.
    if (brought.includes(name)) return { url: "", sha256: "" };
    if (!declared.some((source) => source.name === name)) {
      throw new HearthError({
        code: "DEFINITION_INVALID",
        at: `jobs/${job}.ts`,
        message: `job ${job} asks for the artifact ${name} and does not declare it`,
        hint: `Declare it in \`artifacts\`${declared.length === 0 ? "" : `, or ask for one of ${declared.map((source) => source.name).join(", ")}`}.`,
      });
    }
    const artifact = facts.artifacts[name];
    if (artifact === undefined) throw new TypeError(`the depot holds no artifact ${name}`);
    return artifact;
  };
}
