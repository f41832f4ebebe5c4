import { z } from "zod";
import type { Cluster, ClusterNode } from "../lib/config/derive/cluster.ts";
import { frequency, megahertz, size } from "../lib/config/shape/fields.ts";
import { mebibytes } from "../lib/jobs/mebibytes.ts";
import { registryAccount, registryAddress } from "../lib/jobs/registry-address.ts";
import { taskPrograms } from "../lib/jobs/task-programs.ts";
import { defineRole, everywhere, onNode } from "../lib/plan/role.ts";
import { volumeFolder } from "../lib/plan/job-volume.ts";
import { randomKey, uuid } from "../lib/secrets/declared-secrets.ts";
import { secretRef } from "../lib/secrets/secret-ref.ts";
import { answers } from "../lib/steps/answers.ts";
import { file } from "../lib/steps/file.ts";
import { overlayAddressFile } from "../lib/steps/overlay-address.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { service } from "../lib/steps/service.ts";
import { stepScript } from "../lib/steps/shell-file.ts";
import { shell } from "../lib/steps/shell.ts";
import type { Step } from "../lib/steps/step.ts";
import { systemdUnit } from "../lib/steps/systemd-unit.ts";
import { authorityFile, secretsFolder, tlsFiles } from "../lib/steps/tls-files.ts";
import { toolProgram } from "../lib/steps/tool-program.ts";
import { bytes } from "@hearth/kernel/units.ts";
import { hasDocker } from "./docker.ts";

const secrets = secretsFolder("nomad");
const configuration = "/etc/hearth/nomad.hcl";
const registries = `${secrets}/registries.json`;
const home = "/var/lib/nomad";

/** The paths that a task sees in its root folder, if the machine has them. */
const chroot = [
  ...taskPrograms,
  ...["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib/ld-linux-aarch64.so.1", "/lib64"],
  ...["group", "hosts", "ld.so.cache", "nsswitch.conf", "passwd", "resolv.conf", "ssl/certs"].map(
    (name) => `/etc/${name}`,
  ),
];

const options = z.strictObject({
  reservedMemory: size
    .default("512 MiB")
    .meta({ description: "Memory that jobs cannot use: it is reserved for the machine itself and the agents." }),
  reservedCpu: frequency
    .default("200 MHz")
    .meta({ description: "CPU that jobs cannot use: it is reserved for the machine itself and the agents." }),
});

export const role = defineRole({
  name: "nomad",
  about: "Runs the cluster's jobs, each task with its own user, root folder and limits.",
  options,
  // After all others, so that the agents start almost together: a client that finds no leader retries only after 15 to 30
  // seconds.
  needs: [
    onNode("consul"),
    everywhere("consul-acl"),
    onNode("job-users"),
    onNode("data-path"),
    onNode("docker"),
    everywhere("llama"),
  ],
  reserves: ["nomad"],
  alerts: [
    {
      name: "JobRestarting",
      // Nomad forgets a count a minute after its last change, so it is that of an unbroken row of restarts.
      expression:
        'max by (node, job) (label_replace(max_over_time(nomad_client_allocs_restart[5m]), "job", "$1", "exported_job", "(.+)")) >= 3',
      forSeconds: 0,
      severity: "critical",
      summary: "{job} on {node} has stopped and started again {value} times",
    },
    {
      name: "MemoryOverPlan",
      expression:
        '100 * max by (node, job) (label_replace(nomad_client_allocs_memory_rss / (nomad_client_allocs_memory_allocated > 0), "job", "$1", "exported_job", "(.+)")) > 95',
      forSeconds: 45,
      severity: "warning",
      summary: "{job} on {node} uses {value:whole} % of the memory that it was planned with",
    },
  ],
  secrets: {
    "consul.nomad": { make: uuid, eachNode: true },
    "nomad.gossip": { make: randomKey },
    "nomad.management": { make: uuid },
  },
  // Services register with the identities of their tasks. It is the agent's own token that removes them again, and Consul has one
  // right for both: so an agent has it for what may run on its node, and for nothing else.
  consul: {
    policy: "nomad-agents",
    about: "Agents of Nomad",
    rules: ({ node, isServer, services }) => [
      `agent "${node}" { policy = "read" }`,
      'node_prefix "" { policy = "read" }',
      'service_prefix "" { policy = "read" }',
      ...["nomad-client", ...(isServer ? ["nomad"] : []), ...services].map(
        (service) => `service "${service}" { policy = "write" }`,
      ),
    ],
    secret: "consul.nomad",
  },
  endpoints: ({ ports: { nomad }, servers }, node) => [
    {
      name: "nomad-http",
      port: nomad.http,
      protocol: "tcp",
      reach: "overlay",
      metrics: "/v1/metrics",
      scrape: { as: "nomad", scheme: "https", params: { format: ["prometheus"] } },
    },
    ...(servers.includes(node.name)
      ? ([
          { name: "nomad-rpc", port: nomad.rpc, protocol: "tcp", reach: "overlay" },
          { name: "nomad-serf", port: nomad.serf, protocol: "tcp", reach: "overlay" },
          { name: "nomad-serf", port: nomad.serf, protocol: "udp", reach: "overlay" },
        ] as const)
      : []),
  ],
  steps: ({ cluster, node, jobVolumes = [], options: { reservedMemory, reservedCpu } }) => {
    const nomad = toolProgram("nomad", node);
    const volumes = jobVolumes.map(({ name }) => ({ name, path: volumeFolder(name) }));
    const reserved = { reservedMebibytes: mebibytes(bytes(reservedMemory)), reservedMhz: megahertz(reservedCpu) };
    return [
      ...tlsFiles("nomad", node.name),
      file({
        path: `${secrets}/secrets.hcl`,
        content: renderTemplate("nomad/secrets.hcl", secretSettings(cluster, node.name)),
        mode: "600",
      }),
      ...signIn(cluster, node),
      nomad.step,
      file({
        path: configuration,
        content: renderTemplate("nomad/nomad.hcl", { ...settings(cluster, node), ...reserved, volumes }),
      }),
      systemdUnit("nomad.service", renderTemplate("nomad/nomad.service", { secrets })),
      tasksEnd,
      service({
        name: "nomad",
        watches: [
          nomad.stamp,
          configuration,
          "/etc/systemd/system/nomad.service",
          authorityFile,
          overlayAddressFile,
          ...["secrets.hcl", "certificate.pem", "key.pem"].map((name) => `${secrets}/${name}`),
        ],
      }),
      answers({
        service: "nomad",
        url: `https://${node.name}.${cluster.domain}:${cluster.ports.nomad.http}/`,
        limitSeconds: 60,
      }),
    ];
  },
});

/** Undone after the service: tasks outlive it, and their folders contain mounts of the machine's own files. */
const tasksEnd: Step = shell({
  id: `directory ${home}`,
  values: { home },
  ...stepScript(import.meta.dirname, "nomad-directory.sh"),
});

/** Nomad pulls for jobs, and nobody else on the machine needs the password. */
function signIn(cluster: Cluster, node: ClusterNode): readonly Step[] {
  const registry = registryAddress(cluster);
  if (registry === undefined || !hasDocker(node)) return [];
  const { user, secret } = registryAccount(node.name);
  const content = renderTemplate("nomad/registries.json", { registry, user, password: secretRef(secret) });
  return [file({ path: registries, content, mode: "600" })];
}

function settings(cluster: Cluster, node: ClusterNode) {
  const { datacenter, domain, servers, ports } = cluster;
  const { memoryBytes, cpuMhz } = node.resources;
  return {
    datacenter,
    node: node.name,
    isServer: servers.includes(node.name),
    serverCount: servers.length,
    serverAddresses: servers.map((server) => `${server}.${domain}:${ports.nomad.serf}`),
    rpcAddresses: servers.map((server) => `${server}.${domain}:${ports.nomad.rpc}`),
    httpPort: ports.nomad.http,
    rpcPort: ports.nomad.rpc,
    serfPort: ports.nomad.serf,
    memoryMebibytes: memoryBytes === undefined ? 0 : mebibytes(memoryBytes),
    cpuMhz: cpuMhz ?? 0,
    chroot,
    drivers: hasDocker(node) ? "exec,docker" : "exec",
    hasDocker: hasDocker(node),
    registries: registryAddress(cluster) === undefined ? "" : registries,
    authority: authorityFile,
    certificate: `${secrets}/certificate.pem`,
    key: `${secrets}/key.pem`,
    consulHttpsPort: ports.consul.https,
    consulGrpcTlsPort: ports.consul.grpcTls,
  };
}

const secretSettings = ({ servers }: Cluster, node: string) => ({
  gossip: secretRef("nomad.gossip"),
  token: secretRef(`consul.nomad.${node}`),
  isServer: servers.includes(node),
});
