import { artifactOf } from "../lib/jobs/artifact-of.ts";
import { defineJob } from "../lib/jobs/define-job.ts";

const user = "hearth-vault";

/** Keeps the memory service's sealed backups on the depot's node, where the memory service itself does not run. */
export const job = defineJob({
  name: "memory-vault",
  about: "Keeps backups of the memory service that it cannot read, on another machine.",
  kind: "service",
  user,
  volume: "memory-vault",
  instances: () => ["memory-vault"],
  id: (name) => name,
  gate: (name) => ({ services: [name], limitMs: 180_000 }),
  endpoints: ({ ports }) => [
    { name: "memory-vault", port: ports.memoryVault, protocol: "tcp", reach: "overlay", metrics: "/metrics" },
  ],
  variables: ({ secret }) => ({ key: secret("memory.vault") }),
  context: ({ cluster, facts, instance: id }) => {
    const node = artifactOf(facts, "node");
    const bundle = artifactOf(facts, "memory");
    return {
      id,
      datacenter: cluster.datacenter,
      user,
      port: cluster.ports.memoryVault,
      node: cluster.depot,
      nodeUrl: node.url,
      nodeChecksum: `sha256:${node.sha256}`,
      bundleUrl: bundle.url,
      bundleChecksum: `sha256:${bundle.sha256}`,
      // packages/contracts/src/memory/vault-config.ts
      configuration: JSON.stringify({
        listen: { address: "{{ env `NOMAD_IP_http` }}", port: cluster.ports.memoryVault },
        folder: "/data",
        keyFile: "/secrets/key",
      }),
      key: `{{ with nomadVar "nomad/jobs/${id}" }}{{ .key }}{{ end }}`,
    };
  },
});
