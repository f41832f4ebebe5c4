import { join } from "node:path";
import { z } from "zod";
import type { Cluster } from "../config/derive/cluster.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import type { StackSecrets } from "../secrets/stack-secrets.ts";
import { writeSudoPasswords } from "./sudo-passwords.ts";
import { secretValue } from "../secrets/secret-value.ts";

export const authorityFile = (stackFolder: string): string => join(stackFolder, "ca.pem");
/** The key to a job for a person's own programs. The job's declaration names the secret: `access`. */
export const jobKeyFile = (stackFolder: string, job: string): string => join(stackFolder, `${job}.key`);
export const accessFile = (stackFolder: string): string => join(stackFolder, "cluster-access.json");

/** How this machine reaches the cluster's APIs, as stored in `cluster-access.json`; the secrets are in files of their own. */
export const clusterAccessSchema = z.strictObject({
  /** In the order of trying: servers first. */
  nodes: z.array(z.string()).min(1),
  domain: z.string(),
  ports: z.strictObject({ nomad: z.int(), consul: z.int() }),
  /** Services of jobs that speak TLS. */
  secureServices: z.array(z.string()).default([]),
  sshConfigFile: z.string(),
  /** PEM of the cluster's authority. */
  caFile: z.string(),
  /** Files of mode 0600 that contain only the token. */
  nomadTokenFile: z.string(),
  consulTokenFile: z.string(),
});
export type ClusterAccess = z.infer<typeof clusterAccessSchema>;

interface AccessStack {
  readonly cluster: Cluster;
  readonly folder: string;
  readonly jobs: readonly {
    readonly name: string;
    readonly access?: string;
    readonly endpoints: (cluster: Cluster) => readonly { readonly name: string; readonly tls?: true }[];
  }[];
}

/** Writes what this machine needs to reach the cluster, readable only by this user. */
export function writeAccessFiles({ cluster, jobs, folder: stackFolder }: AccessStack, secrets: StackSecrets): void {
  const write = (path: string, content: string): string => {
    replaceFile(path, content);
    return path;
  };
  const servers = cluster.nodes.map(({ name }) => name).toSorted((a, b) => rank(cluster, a) - rank(cluster, b));
  const access: ClusterAccess = {
    nodes: servers,
    domain: cluster.domain,
    ports: { nomad: cluster.ports.nomad.http, consul: cluster.ports.consul.https },
    secureServices: jobs.flatMap((job) => job.endpoints(cluster).flatMap(({ name, tls }) => (tls ? [name] : []))),
    sshConfigFile: join(stackFolder, "ssh_config"),
    caFile: write(authorityFile(stackFolder), secretValue(secrets, "ca.trusted")),
    nomadTokenFile: write(join(stackFolder, "nomad.token"), secretValue(secrets, "nomad.management")),
    consulTokenFile: write(join(stackFolder, "consul.token"), secretValue(secrets, "consul.management")),
  };
  for (const { name, access } of jobs) {
    if (access !== undefined) write(jobKeyFile(stackFolder, name), secretValue(secrets, access));
  }
  writeSudoPasswords({ cluster, folder: stackFolder }, secrets);
  write(accessFile(stackFolder), `${JSON.stringify(access, undefined, 2)}\n`);
}

const rank = (cluster: Cluster, node: string): number => (cluster.servers.includes(node) ? 0 : 1);
