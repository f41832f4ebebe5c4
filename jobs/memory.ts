import type { Cluster, Expert } from "../lib/config/derive/cluster.ts";
import { artifactOf } from "../lib/jobs/artifact-of.ts";
import { defineJob } from "../lib/jobs/define-job.ts";
import { memoryKeysPrefix } from "@hearth/contracts/keys/key-paths.ts";

const id = "memory";
const user = "hearth-memory";
const database = "/data/memory.sqlite";
const backupFolder = "/data/backups";

/**
 * What the house's agents remember, in one SQLite file on a host volume. Before it starts, `prepare` sees that the file is the newest
 * there is, or takes the last backup from the vault; beside it `keeper` sends backups there: docs/decisions/0007-memory-backup.md.
 */
export const job = defineJob({
  name: id,
  about: "Keeps memories, skills and documents, and finds them by meaning; speaks HTTP and MCP.",
  kind: "service",
  user,
  volume: id,
  instances: () => [id],
  id: (name) => name,
  needs: () => ["memory-vault"],
  gate: (name) => ({ services: [name], limitMs: 180_000 }),
  endpoints: ({ ports }) => [{ name: id, port: ports.memory, protocol: "tcp", reach: "overlay", metrics: "/metrics" }],
  variables: ({ secret }) => ({
    keys: secret("memory.keys"),
    encryption: secret("memory.encryption"),
    gateway: secret("memory.gateway"),
    seal: secret("memory.seal"),
    vault: secret("memory.vault"),
  }),
  context: ({ cluster, facts }) => {
    const node = artifactOf(facts, "node");
    const bundle = artifactOf(facts, "memory");
    return {
      id,
      datacenter: cluster.datacenter,
      user,
      port: cluster.ports.memory,
      // Else the loss of one machine would take the data and their backups.
      isApart: cluster.nodes.length > 1,
      depot: cluster.depot,
      nodeUrl: node.url,
      nodeChecksum: `sha256:${node.sha256}`,
      bundleUrl: bundle.url,
      bundleChecksum: `sha256:${bundle.sha256}`,
      configuration: JSON.stringify(configuration(cluster)),
      keeper: JSON.stringify(keeper(cluster)),
      keys: secretOf("keys"),
      keyRecords,
      encryption: secretOf("encryption"),
      gateway: secretOf("gateway"),
      seal: secretOf("seal"),
      vault: secretOf("vault"),
    };
  },
});

const secretOf = (item: string): string => `{{ with nomadVar "nomad/jobs/${id}" }}{{ .${item} }}{{ end }}`;

/** The records of Consul as a JSON array of texts; Nomad follows them, so a key that is made or revoked is in use within moments. */
const keyRecords = `[{{ range $index, $record := ls "${memoryKeysPrefix.slice(0, -1)}" }}{{ if $index }},{{ end }}{{ $record.Value | toJSON }}{{ end }}]`;

/** packages/contracts/src/memory/memory-config.ts */
function configuration(cluster: Cluster): object {
  const embedding = cluster.experts.find(({ model }) => model.kind === "embedding");
  const chat = cluster.experts.find(({ model }) => model.kind === "chat");
  const asked = ({ model }: Expert) => ({ url: gatewayOf(cluster), model: model.name, keyFile: "/secrets/gateway" });
  return {
    listen: { address: "{{ env `NOMAD_IP_http` }}", port: cluster.ports.memory },
    store: { engine: "sqlite", file: database },
    keysFile: "/secrets/keys.json",
    keyRecordsFile: "/secrets/key-records.json",
    encryptionKeysFile: "/secrets/encryption.json",
    backups: { folder: backupFolder },
    ...(embedding === undefined
      ? {}
      : { embeddings: { ...asked(embedding), glossGerman: knowsOnlyEnglish(embedding.model.name) } }),
    ...(chat === undefined ? {} : { chat: asked(chat) }),
  };
}

/** By what embedding models are called; of one that is not known here it is not assumed. */
const knowsOnlyEnglish = (model: string): boolean =>
  /minilm(?:-l\d+)?|mpnet-base|-en\b|nomic-embed-text-v1|\bgte-(?:small|base|large)$/i.test(model) &&
  !/multilingual/i.test(model);

/**
 * For Nomad's template runner: where the gateway is, whether its checks pass or not, so that a gateway that is replaced starts the
 * service again at most once. Before there is one, where it would be on the first machine.
 */
const gatewayOf = ({ nodes, domain, ports }: Cluster): string =>
  `{{ with service \`gateway|any\` }}{{ with index . 0 }}http://{{ .Node }}.${domain}:{{ .Port }}{{ end }}{{ else }}http://${nodes[0]?.name ?? ""}.${domain}:${ports.gateway}{{ end }}`;

/** packages/contracts/src/memory/keeper-config.ts */
const keeper = ({ depot, domain, ports }: Cluster): object => ({
  node: "{{ env `node.unique.name` }}",
  database,
  backupFolder,
  vault: { url: `http://${depot}.${domain}:${ports.memoryVault}`, keyFile: "/secrets/vault" },
  sealKeyFile: "/secrets/seal",
});
