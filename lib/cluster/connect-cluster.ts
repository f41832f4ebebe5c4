import { existsSync, readFileSync } from "node:fs";
import { createConsulApi, type ConsulApi } from "../consul/consul-api.ts";
import { HearthError } from "../errors.ts";
import { sshClient } from "../http/ssh-client.ts";
import { createNomadApi, type NomadApi } from "../nomad/nomad-api.ts";
import { accessFile, clusterAccessSchema, type ClusterAccess } from "./access-files.ts";

/** The cluster's APIs as this machine reaches them: over SSH, through whichever node answers. */
export interface ClusterConnection {
  readonly access: ClusterAccess;
  readonly nomad: NomadApi;
  readonly consul: ConsulApi;
}

/** Opens nothing yet; the first request does. Throws STATE_MISSING where `hearth init` has not run. */
export function connectCluster(stackFolder: string): ClusterConnection {
  const file = accessFile(stackFolder);
  if (!existsSync(file)) {
    throw new HearthError({
      code: "STATE_MISSING",
      message: "the stack has no keys to reach a cluster with",
      hint: "Make them with `hearth init`, or bring the cluster up with `hearth up`.",
    });
  }
  const access = clusterAccessSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const { sshConfigFile, nodes, domain } = access;
  const common = { sshConfigFile, nodes, domain, ca: readFileSync(access.caFile, "utf8") };
  const token = (path: string): string => readFileSync(path, "utf8").trim();
  return {
    access,
    nomad: createNomadApi(
      sshClient({ ...common, port: access.ports.nomad, headers: { "x-nomad-token": token(access.nomadTokenFile) } }),
    ),
    consul: createConsulApi(
      sshClient({ ...common, port: access.ports.consul, headers: { "x-consul-token": token(access.consulTokenFile) } }),
    ),
  };
}
