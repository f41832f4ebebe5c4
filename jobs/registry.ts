import { z } from "zod";
import { bytes } from "@hearth/kernel/units.ts";
import { dnsLabel, size } from "../lib/config/shape/fields.ts";
import { defineJob } from "../lib/jobs/define-job.ts";
import { nodeOf } from "../lib/jobs/node-of.ts";
import type { Endpoint, ListeningPorts } from "../lib/plan/endpoint.ts";
import { apiKey } from "../lib/secrets/declared-secrets.ts";
import { registryPasswords } from "../lib/secrets/registry-users.ts";
import { numbersOf } from "../lib/config/shape/ports.ts";

const id = "registry";

const ports = {
  registry: { default: 5000, about: "The registry of container images, from which machines pull.", tls: true },
  registryPush: { default: 5001, about: "The same registry for pushes, on the loopback of its own machine." },
  registryMetrics: { default: 5002, about: "Measurements of the registry." },
} satisfies ListeningPorts;

const options = z.strictObject({
  node: dnsLabel
    .optional()
    .meta({ description: "Machine that it runs on, and that keeps the images.", defaultNote: "the first server" }),
  size: size.default("20 GiB").meta({
    description: "Disk that images may use. A registry that holds more takes no further ones until some are removed.",
    default: "20 GiB",
  }),
});

/**
 * The cluster's own images, in two processes over one folder: one that nodes pull from, which cannot write, and one that takes pushes,
 * which only its own machine reaches and Hearth through SSH. docs/decisions/0018-docker-images.md.
 */
export const job = defineJob({
  name: id,
  about: "Keeps the container images that the cluster's jobs run from: a registry for machines only.",
  user: "hearth-registry",
  optional: true,
  volume: id,
  // They are built again.
  backup: { check: [], leaveOut: ["docker"] },
  // The images are there.
  node: (_id, cluster) => nodeOf(id, options.parse(cluster.jobOptions?.[id] ?? {}).node, cluster),
  egress: [],
  ports,
  options,
  endpoints: (cluster): readonly Endpoint[] => {
    const { registry, registryMetrics } = numbersOf(ports, cluster.ports);
    const on = { protocol: "tcp", reach: "overlay" } as const;
    return [
      { name: id, port: registry, ...on, tls: true },
      // It shows more than measurements, and asks nobody who they are.
      { name: "registry-metrics", port: registryMetrics, ...on, metrics: "/metrics", callers: ["hearth-prometheus"] },
    ];
  },
  secrets: {
    "registry.pull": { make: apiKey("rg-"), eachNode: true, opens: { job: id, as: "node", rights: { may: "pull" } } },
    "registry.push": { make: apiKey("rg-"), opens: { job: id, as: "controller", rights: { may: "push" } } },
    "registry.readers": registryPasswords(id, "pull"),
    "registry.writers": registryPasswords(id, "push"),
    "registry.tls": { certificateFor: id },
  },
  // Of the account that pushes.
  access: "registry.push",
  artifacts: [{ kind: "debian", name: "docker-registry" }],
  variables: ({ secret }) => ({
    readers: secret("registry.readers"),
    writers: secret("registry.writers"),
    tls: secret("registry.tls"),
  }),
  context: ({ ports, options, artifact }) => {
    const program = artifact("docker-registry");
    return {
      port: ports.registry,
      pushPort: ports.registryPush,
      metricsPort: ports.registryMetrics,
      metricsPortText: String(ports.registryMetrics),
      limitBytes: bytes(options.size),
      collectSeconds: 86_400,
      programUrl: program.url,
      programChecksum: `sha256:${program.sha256}`,
    };
  },
});
