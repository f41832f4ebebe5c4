import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { createConsulApi, type ConsulApi } from "../consul/consul-api.ts";
import { HearthError } from "../errors.ts";
import { sshClient } from "../http/ssh-client.ts";
import { createNomadApi, type NomadApi } from "../nomad/nomad-api.ts";

/** The file of a stack that says how its cluster's APIs are reached. Relative paths in it begin at the stack's folder. */
export const clusterAccessFile = "cluster-access.json";

const clusterAccessSchema = z.object({
  /** Names of nodes whose agents answer, in the order they are tried. */
  nodes: z.array(z.string()).min(1),
  domain: z.string(),
  /** PEM of the cluster's CA. */
  caFile: z.string(),
  /** Files of mode 0600 that hold nothing but the token. */
  nomadTokenFile: z.string(),
  consulTokenFile: z.string(),
  ports: z.object({ nomad: z.int(), consul: z.int() }),
});
export type ClusterAccess = z.infer<typeof clusterAccessSchema>;

/** Nomad's and Consul's APIs, over SSH through whichever node answers. Throws STATE_MISSING before the cluster was made. */
export function openCluster(stackFolder: string): { nomad: NomadApi; consul: ConsulApi } {
  const inFolder = (file: string): string => join(stackFolder, file);
  const read = (file: string): string => readFileSync(resolve(stackFolder, file), "utf8");
  if (!existsSync(inFolder(clusterAccessFile))) {
    throw new HearthError({
      code: "STATE_MISSING",
      message: "nothing is known yet of how the cluster is reached",
      hint: "Make the cluster with `hearth up`.",
      at: inFolder(clusterAccessFile),
    });
  }
  const access = clusterAccessSchema.parse(JSON.parse(read(clusterAccessFile)));
  const client = (port: number, headers: Record<string, string>): ReturnType<typeof sshClient> =>
    sshClient({
      sshConfigFile: inFolder("ssh_config"),
      nodes: access.nodes,
      domain: access.domain,
      port,
      ca: read(access.caFile),
      headers,
    });
  return {
    nomad: createNomadApi(client(access.ports.nomad, { "X-Nomad-Token": read(access.nomadTokenFile).trim() })),
    consul: createConsulApi(client(access.ports.consul, { "X-Consul-Token": read(access.consulTokenFile).trim() })),
  };
}
