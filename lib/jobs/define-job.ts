import { defined } from "@hearth/kernel/defined.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import type { Endpoint } from "../plan/endpoint.ts";
import { renderTemplate, type TemplateContext } from "./render-template.ts";

export type JobKind = "service" | "system" | "batch";

/** A file that nodes fetch from the depot: `http://n1.hearth:8090/<sha256>/<file>`. */
export interface Artifact {
  readonly url: string;
  readonly sha256: string;
}

/** What a job needs to know beside the inventory: all of it is known before anything is started. */
export interface JobFacts {
  /**
   * What the depot holds. `llama.cpp`, `node`, `prometheus` and `memory` are .tar.gz with `bin/llama-server` and
   * `bin/ggml-rpc-server`, `bin/node`, `prometheus` at the top, and `memory.mjs`, `keeper.mjs` and `vault.mjs`; `gateway` is the
   * bundle itself; a model is its GGUF by the file's name.
   */
  readonly artifacts: Readonly<Record<string, Artifact>>;
  /** PEM of the cluster's CA. */
  readonly ca: string;
  /** The gateway's key file, packages/contracts/src/gateway/key-file.ts, or a SecretRef in its place. */
  readonly gatewayKeys: string;
  /** Any other secret of the stack by its name: a SecretRef. */
  readonly secret: (name: string) => string;
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

/** What the cluster runs. One file in jobs/, found by its name; see CONTRIBUTING.md. */
export interface Job {
  /** Equals the name of the file and of the template. */
  readonly name: string;
  /** What it does for the cluster, one sentence; `hearth plan` prints it. */
  readonly about: string;
  /** The unprivileged account that its tasks run as, on every node. */
  readonly user: string;
  /** A folder of its own on every node, which outlives its allocations: Nomad's host volume of this name. */
  readonly volume?: string;
  /** What its tasks listen on, wherever they run. */
  readonly endpoints: (cluster: Cluster) => readonly Endpoint[];
  readonly specs: (cluster: Cluster, facts: JobFacts) => readonly JobSpec[];
}

export interface JobScene<Instance> {
  readonly cluster: Cluster;
  readonly facts: JobFacts;
  readonly instance: Instance;
}

interface JobDefinition<Instance> {
  readonly name: string;
  readonly about: string;
  readonly kind: JobKind;
  readonly user: string;
  readonly volume?: string;
  readonly endpoints: (cluster: Cluster) => readonly Endpoint[];
  /** What there is one Nomad job of each. */
  readonly instances: (cluster: Cluster) => readonly Instance[];
  readonly id: (instance: Instance) => string;
  readonly needs?: (instance: Instance) => readonly string[];
  readonly gate: (instance: Instance) => Gate;
  /** Values of the template. */
  readonly context: (scene: JobScene<Instance>) => TemplateContext;
  readonly variables?: (facts: JobFacts, cluster: Cluster) => Readonly<Record<string, string>>;
}

/** Keeps the instance's type inside the job while the rest of Hearth handles jobs of any kind. */
export function defineJob<Instance>(definition: JobDefinition<Instance>): Job {
  const { name, about, kind, user, volume, endpoints } = definition;
  return {
    name,
    about,
    user,
    ...defined({ volume }),
    endpoints,
    specs: (cluster, facts) =>
      definition.instances(cluster).map((instance) => ({
        id: definition.id(instance),
        kind,
        hcl: renderTemplate(name, definition.context({ cluster, facts, instance })),
        gate: definition.gate(instance),
        needs: definition.needs?.(instance) ?? [],
        ...(definition.variables === undefined ? {} : { variables: definition.variables(facts, cluster) }),
      })),
  };
}
