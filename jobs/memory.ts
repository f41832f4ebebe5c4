import type { Cluster, Model } from "../lib/config/derive/cluster.ts";
import { numbersOf } from "../lib/config/shape/ports.ts";
import { defineJob, serviceNodes } from "../lib/jobs/define-job.ts";
import { apiKey, keyFile, randomKey } from "../lib/secrets/declared-secrets.ts";
import { memoryKeysPrefix } from "@hearth/contracts/keys/key-paths.ts";
import { ports as gatewayPorts } from "./gateway.ts";
import { memoryBundle, ports as vaultPorts } from "./memory-vault.ts";
import { memoryPanels } from "./panels/memory.ts";

const id = "memory";

/** Whose the house's memories are. */
const memoryTenant = "home";
const parts = ["memories", "skills", "documents", "checkpoints"];
const allScopes = [...parts.flatMap((part) => [`${part}:read`, `${part}:write`]), "context", "admin"];

/**
 * What the house's agents remember, in one SQLite file on a host volume. Before it starts, `prepare` sees that the file is the newest
 * there is, or takes the last backup from the vault; beside it `keeper` sends backups there: docs/decisions/0007-memory-backup.md.
 */
export const job = defineJob({
  name: id,
  about: "Keeps memories, skills and documents, and finds them by meaning; speaks HTTP and MCP.",
  user: "hearth-memory",
  image: { own: "memory", uid: 70_002, brings: ["node", "memory"] },
  volume: id,
  backup: { keptBy: "memory-vault" },
  ports: { memory: { default: 8095, about: "The memory service: HTTP and MCP.", metrics: "/metrics", tls: true } },
  secrets: {
    "memory.key": { make: apiKey("sk-memory-") },
    /** What backups are sealed with before they leave the memory service. */
    "memory.seal": { make: randomKey },
    "memory.encryption": { make: () => JSON.stringify({ keys: [{ id: "1", base64: randomKey() }] }) },
    /** For its own questions to the gateway. */
    "memory.gateway": { make: apiKey("sk-hearth-"), opens: { job: "gateway", as: id } },
    "memory.tls": { certificateFor: id },
    /** The form is packages/contracts/src/memory/key-file.ts. */
    "memory.keys": keyFile({ job: id, owner: "memory.key", ownerRights: { tenant: memoryTenant, scopes: allScopes } }),
  },
  access: "memory.key",
  availability: 0.995,
  nodes: nodesApart,
  egress: ["gateway", "memory-vault"],
  consul: {
    title: "The memory service",
    about: "The memory service's keys",
    // They are rendered into a file for it.
    rules: [`key_prefix "${memoryKeysPrefix}" { policy = "read" }`],
  },
  panels: memoryPanels,
  artifacts: [{ kind: "tool", name: "node", entry: "bin/node" }, memoryBundle],
  needs: () => ["memory-vault"],
  variables: ({ secret }) => ({
    keys: secret("memory.keys"),
    encryption: secret("memory.encryption"),
    gateway: secret("memory.gateway"),
    seal: secret("memory.seal"),
    vault: secret("memory.vaultKeeper"),
    tls: secret("memory.tls"),
  }),
  context: ({ cluster, facts, ports, artifact }) => {
    const node = artifact("node");
    const bundle = artifact("memory");
    const embedding = cluster.experts.find(({ model }) => model.kind === "embedding");
    const chat = cluster.experts.find(({ model }) => model.kind === "chat");
    return {
      port: ports.memory,
      depot: cluster.depot,
      nodeUrl: node.url,
      nodeChecksum: `sha256:${node.sha256}`,
      bundleUrl: bundle.url,
      bundleChecksum: `sha256:${bundle.sha256}`,
      domain: cluster.domain,
      ca: facts.ca,
      vaultPort: numbersOf(vaultPorts, cluster.ports).memoryVault,
      firstNode: cluster.nodes[0]?.name ?? "",
      gatewayPort: numbersOf(gatewayPorts, cluster.ports).gateway,
      keyRecordsPath: memoryKeysPrefix.slice(0, -1),
      embeddings: embedding !== undefined && {
        model: embedding.model.name,
        contextTokens: embedding.context,
        glossGerman: knowsNoGerman(embedding.model),
      },
      chat: chat !== undefined && { model: chat.model.name },
    };
  },
});

/** Its backups are on the depot's node: there the loss of one machine would take the data and their backups. */
function nodesApart(cluster: Cluster): readonly string[] {
  const { nodes, depot } = cluster;
  const all = nodes.map(({ name }) => name);
  const apart = [serviceNodes(cluster), all].map((names) => names.filter((name) => name !== depot));
  return apart.find((names) => names.length > 0) ?? all;
}

/** Where the models file does not say, it is not assumed. */
const knowsNoGerman = ({ languages = ["de"] }: Model): boolean => !languages.includes("de");
