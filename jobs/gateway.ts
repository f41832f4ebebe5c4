import { artifactOf } from "../lib/jobs/artifact-of.ts";
import { defineJob } from "../lib/jobs/define-job.ts";
import { localConsul } from "../lib/jobs/local-consul.ts";
import { standIns } from "../lib/jobs/stand-ins.ts";

const user = "hearth-gateway";

/** The one door for chats and embeddings. It keeps nothing, so the old version serves until the new one is healthy. */
export const job = defineJob({
  name: "gateway",
  about: "Answers OpenAI's API on the overlay and sends each request to an expert.",
  kind: "service",
  user,
  instances: () => ["gateway"],
  id: (name) => name,
  gate: (name) => ({ services: [name], limitMs: 180_000 }),
  endpoints: ({ ports }) => [
    { name: "gateway", port: ports.gateway, protocol: "tcp", reach: "overlay", metrics: "/metrics" },
  ],
  variables: ({ gatewayKeys }) => ({ keys: gatewayKeys }),
  context: ({ cluster, facts, instance: id }) => {
    const node = artifactOf(facts, "node");
    const bundle = artifactOf(facts, "gateway");
    return {
      id,
      datacenter: cluster.datacenter,
      user,
      port: cluster.ports.gateway,
      // The port is there once on each node, so a second version beside the first needs a second node.
      canaries: cluster.nodes.length > 1 ? 1 : 0,
      nodeUrl: node.url,
      nodeChecksum: `sha256:${node.sha256}`,
      bundleUrl: bundle.url,
      bundleChecksum: `sha256:${bundle.sha256}`,
      ca: facts.ca,
      configuration: JSON.stringify({
        listen: { address: "{{ env `NOMAD_IP_http` }}", port: cluster.ports.gateway },
        consul: { url: localConsul(cluster), caFile: "/local/ca.pem", tokenFile: "/secrets/consul_token" },
        keysFile: "/secrets/keys.json",
        routing: { mappingFile: "/local/mapping.json" },
        // A llama-server has four slots and a queue that knows no callers: what waits should wait here.
        admission: { perInstance: 8 },
        // The key that `hearth init` makes for whoever runs the cluster.
        requests: { operators: ["owner"] },
      }),
      mapping: JSON.stringify(standIns(cluster.experts)),
      keys: `{{ with nomadVar "nomad/jobs/${id}" }}{{ .keys }}{{ end }}`,
    };
  },
});
