import { cacheConfigSchema } from "@hearth/contracts/gateway/cache-config.ts";
import { gatewayPrefix, keysPrefix } from "@hearth/contracts/keys/key-paths.ts";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import type { ArtifactSource } from "../lib/depot/artifact-source.ts";
import { defineJob } from "../lib/jobs/define-job.ts";
import { gatewayConfiguration, providerKeyFile } from "../lib/jobs/gateway-configuration.ts";
import { gatewayMapping } from "../lib/jobs/gateway-mapping.ts";
import { expertService } from "../lib/jobs/llama.ts";
import { mebibytes } from "../lib/jobs/mebibytes.ts";
import type { ListeningPorts } from "../lib/plan/endpoint.ts";
import { apiKey, keyFile } from "../lib/secrets/declared-secrets.ts";
import { ownSecret, providerSecretsOf } from "../lib/secrets/own-secrets.ts";
import type { TemplateValue } from "../lib/templates/render-template.ts";
import { gatewayPanels } from "./panels/gateway.ts";

export const ports = {
  gateway: { default: 8080, about: "The gateway: the API that chats are sent to.", metrics: "/metrics", tls: true },
} satisfies ListeningPorts;

/** What it takes without caches. */
const heapMebibytes = 128;
const memoryMebibytes = 256;

/** The one endpoint for chats and embeddings. It keeps nothing, so the old version serves until the new one is healthy. */
export const job = defineJob({
  name: "gateway",
  about: "Answers OpenAI's API on the overlay and sends each request to an expert.",
  user: "hearth-gateway",
  image: { own: "gateway", uid: 70_001, brings: ["node", "gateway"] },
  ports,
  secrets: {
    "gateway.key": { make: apiKey("sk-hearth-") },
    /** For its questions to the memory service. */
    "gateway.memory": {
      make: apiKey("sk-memory-"),
      opens: { job: "memory", as: "gateway", rights: { tenant: "home", scopes: ["context"] } },
    },
    "gateway.tls": { certificateFor: "gateway" },
    /** The form is packages/contracts/src/gateway/key-file.ts. */
    "gateway.keys": keyFile({ job: "gateway", owner: "gateway.key" }),
  },
  access: "gateway.key",
  availability: 0.995,
  consul: {
    title: "The gateway",
    about: "The gateway's own keys",
    // It keeps what keys have spent. The records of keys are for people to write.
    rules: [`key_prefix "${gatewayPrefix}" { policy = "write" }`, `key_prefix "${keysPrefix}" { policy = "read" }`],
  },
  egress: (cluster) =>
    asksOutside(cluster) ? "anywhere" : ["memory", ...cluster.experts.map((expert) => expertService(expert))],
  panels: gatewayPanels,
  artifacts: (cluster) => [
    { kind: "tool", name: "node", entry: "bin/node" },
    { kind: "app", name: "gateway", files: ["gateway.mjs"] },
    ...ownClassifier(cluster),
  ],
  // A change of these reaches the gateway that runs; a change of anything else makes a new one.
  variables: ({ secret }, cluster) => ({
    keys: secret("gateway.keys"),
    mapping: JSON.stringify(gatewayMapping(cluster)),
    memory: secret("gateway.memory"),
    tls: secret("gateway.tls"),
    ...Object.fromEntries(providerSecretsOf(cluster).map((name) => [itemOf(name), secret(ownSecret(name))])),
  }),
  context: ({ cluster, facts, ports, artifact, nodes }) => {
    const node = artifact("node");
    const bundle = artifact("gateway");
    const [own] = ownClassifier(cluster);
    const classifier = own && artifact(own.name);
    const caches = cacheMebibytes(cluster);
    return {
      port: ports.gateway,
      // The port is there once on each node, so a second version beside the first needs a second node.
      canaries: nodes.length > 1 ? 1 : 0,
      nodeUrl: node.url,
      nodeChecksum: `sha256:${node.sha256}`,
      bundleUrl: bundle.url,
      bundleChecksum: `sha256:${bundle.sha256}`,
      classifierUrl: classifier?.url ?? "",
      classifierChecksum: classifier === undefined ? "" : `sha256:${classifier.sha256}`,
      ca: facts.ca,
      domain: cluster.domain,
      consulPort: cluster.ports.consul.https,
      ...configuration(cluster),
      providerKeys: providerSecretsOf(cluster).map((name) => ({
        file: providerKeyFile(name).slice(1),
        item: itemOf(name),
      })),
      arguments: ["--max-semi-space-size=8", `--max-old-space-size=${heapMebibytes + caches}`, "local/gateway.mjs"],
      imageArguments: ["--max-semi-space-size=8", `--max-old-space-size=${heapMebibytes + caches}`, "/app/gateway.mjs"],
      mebibytes: memoryMebibytes + caches,
    };
  },
});

/** Whether the inventory names an address that is not the cluster's; it may be in any network. */
const asksOutside = ({ gateway = {} }: Cluster): boolean =>
  [gateway.providers, gateway.catalogue, gateway.prices, gateway.tracing].some((section) => section !== undefined);

/** The classifier that the inventory names, if it does. */
function ownClassifier({ gateway }: Cluster): readonly ArtifactSource[] {
  const path = gateway?.routing?.classifier;
  if (path === undefined) return [];
  return [{ kind: "file", name: "router-classifier", file: "classifier.json", path, holds: "classifier" }];
}

/** The variable's item of a provider's key. */
const itemOf = (secret: string): string => `provider_${secret}`;

/** What the inventory decides of the gateway's configuration, section by section; who may call is written by the template. */
function configuration(cluster: Cluster) {
  const { access, memories, ...same } = gatewayConfiguration(cluster);
  const tls = { caFile: "/local/ca.pem", serverName: `memory.${cluster.domain}` };
  const decided = { ...same, memories: memories && { ...memories, tls } };
  return {
    sections: Object.entries(decided)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => ({ name, value: JSON.parse(JSON.stringify(value)) as TemplateValue })),
    access: access !== undefined && {
      origins: access.origins ?? [],
      allow: access.allow ?? [],
      deny: access.deny ?? [],
    },
  };
}

/** What the caches that are on may fill; each has the whole size. */
function cacheMebibytes(cluster: Cluster): number {
  const { exact, semantic, bytes } = cacheConfigSchema.parse(gatewayConfiguration(cluster).cache ?? {});
  return mebibytes((Number(exact) + Number(semantic)) * bytes);
}
