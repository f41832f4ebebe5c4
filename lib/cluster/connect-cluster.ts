import { existsSync, readFileSync } from "node:fs";
import { createConsulApi, type ConsulApi } from "../consul/consul-api.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { ClusterClient } from "../http/cluster-client.ts";
import { patientClient } from "../http/patient-client.ts";
import { sshClient } from "../http/ssh-client.ts";
import { createNomadApi, type NomadApi } from "../nomad/nomad-api.ts";
import { commandOfFolder } from "../stack-command.ts";
import { accessFile, clusterAccessSchema, type ClusterAccess } from "./access-files.ts";

/** The cluster's APIs as this machine reaches them: over SSH, through whichever node answers. */
export interface ClusterConnection {
  readonly access: ClusterAccess;
  readonly nomad: NomadApi;
  readonly consul: ConsulApi;
  /** Consul's agent on one node and no other. */
  readonly consulOn: (node: string) => ConsulApi;
}

export interface ConnectOptions {
  /** How long requests are repeated while Nomad or Consul elects a leader; not at all by default. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
}

/** Connects only at the first request. Throws STATE_MISSING if `hearth init` has not run. */
export function connectCluster(
  stackFolder: string,
  { patienceMs = 0, signal }: ConnectOptions = {},
): ClusterConnection {
  const file = accessFile(stackFolder);
  if (!existsSync(file)) {
    throw new HearthError({
      code: "STATE_MISSING",
      message: "the stack has no keys yet, so its cluster cannot be reached",
      hint: `Make them with \`${commandOfFolder(stackFolder, "init")}\`, or bring the cluster up with \`${commandOfFolder(stackFolder, "up")}\`.`,
    });
  }
  const access = clusterAccessSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const { sshConfigFile, nodes, domain, ports } = access;
  const ca = readFileSync(access.caFile, "utf8");
  const header = (name: string, path: string): Record<string, string> => ({
    [name]: readFileSync(path, "utf8").trim(),
  });
  const nomadHeaders = header("x-nomad-token", access.nomadTokenFile);
  const consulHeaders = header("x-consul-token", access.consulTokenFile);
  const patient = (client: ClusterClient): ClusterClient =>
    patientClient(client, { limitMs: patienceMs, ...defined({ signal }) });
  const consulThrough = (through: readonly string[]): ConsulApi =>
    createConsulApi(
      patient(sshClient({ sshConfigFile, nodes: through, domain, ca, port: ports.consul, headers: consulHeaders })),
    );
  return {
    access,
    nomad: createNomadApi(
      patient(sshClient({ sshConfigFile, nodes, domain, ca, port: ports.nomad, headers: nomadHeaders })),
    ),
    consul: consulThrough(nodes),
    consulOn: (node) => consulThrough([node]),
  };
}
