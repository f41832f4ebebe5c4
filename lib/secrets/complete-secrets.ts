import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Cluster } from "../config/derive/cluster.ts";
import { controlName } from "../config/derive/control-name.ts";
import { daysLeft, dnsNames, makeAuthority, makeLeaf } from "./certificates.ts";

/** A stack's secrets by name; the names are what `secretRef` takes. */
export type StackSecrets = Readonly<Record<string, string>>;

/** Whose the house's memories are. */
const memoryTenant = "home";
/** A leaf with fewer days than this is made again. */
const renewDays = 60;

const simple: Readonly<Record<string, () => string>> = {
  "consul.gossip": () => randomBytes(32).toString("base64"),
  "consul.management": randomUUID,
  "consul.nomad": randomUUID,
  "nomad.gossip": () => randomBytes(32).toString("base64"),
  "nomad.management": randomUUID,
  "memory.key": () => `sk-memory-${randomBytes(24).toString("base64url")}`,
  /** What backups are sealed with before they leave the memory service. */
  "memory.seal": () => randomBytes(32).toString("base64"),
  /** For the memory service's questions to the gateway. */
  "memory.gateway": () => `sk-hearth-${randomBytes(24).toString("base64url")}`,
  "memory.encryption": () => JSON.stringify({ keys: [{ id: "1", base64: randomBytes(32).toString("base64") }] }),
  /** For the gateway's questions to the memory service. */
  "gateway.memory": () => `sk-memory-${randomBytes(24).toString("base64url")}`,
  "memory.vault": () => `sk-vault-${randomBytes(24).toString("base64url")}`,
  "gateway.key": () => `sk-hearth-${randomBytes(24).toString("base64url")}`,
};

/**
 * The secrets that the cluster needs: those there are, and new ones for what is missing (a new node's certificate) or ends
 * soon. The same secrets go in and out when nothing is missing.
 */
export async function completeSecrets(cluster: Cluster, present: StackSecrets): Promise<StackSecrets> {
  const secrets: Record<string, string> = { ...present };
  for (const [name, make] of Object.entries(simple)) secrets[name] ??= make();

  secrets["gateway.keys"] ??= gatewayKeyFile(secrets["gateway.key"] ?? "");
  secrets["gateway.keys"] = withKey(secrets["gateway.keys"], {
    id: "memory",
    sha256: digestOf(secrets["memory.gateway"] ?? ""),
  });
  secrets["memory.keys"] ??= memoryKeyFile(secrets["memory.key"] ?? "");
  secrets["memory.keys"] = withKey(secrets["memory.keys"], {
    id: "gateway",
    sha256: digestOf(secrets["gateway.memory"] ?? ""),
    tenant: memoryTenant,
    scopes: ["context"],
  });

  if (secrets["ca.certificate"] === undefined || secrets["ca.key"] === undefined) {
    const authority = await makeAuthority(`Hearth ${cluster.name}`);
    secrets["ca.certificate"] = authority.certificate;
    secrets["ca.key"] = authority.key;
  }
  const authority = { certificate: secrets["ca.certificate"], key: secrets["ca.key"] };
  for (const node of cluster.nodes) {
    secrets[`consul.agent.${node.name}`] ??= randomUUID();
    const [certificate, key] = [`tls.${node.name}.certificate`, `tls.${node.name}.key`];
    const current = secrets[certificate];
    const names = leafNames(cluster, node.name);
    if (current !== undefined && secrets[key] !== undefined && isGood(current, names)) continue;
    const leaf = await makeLeaf(authority, { dns: names, ip: ["127.0.0.1"] });
    secrets[certificate] = leaf.certificate;
    secrets[key] = leaf.key;
  }
  return secrets;
}

/** A node that has become a server, or the overlay's control, needs other names. */
const isGood = (certificate: string, names: readonly string[]): boolean =>
  daysLeft(certificate) > renewDays && dnsNames(certificate).join() === names.join();

const digestOf = (key: string): string => createHash("sha256").update(key).digest("hex");

/** What the gateway itself gets to see: no key, only its digest. The form is packages/contracts/src/gateway/key-file.ts. */
const gatewayKeyFile = (key: string): string => JSON.stringify({ keys: [{ id: "owner", sha256: digestOf(key) }] });

/** The same file with one of Hearth's own services in it; what a person added stays. */
function withKey(file: string, key: { readonly id: string } & Readonly<Record<string, unknown>>): string {
  const content = JSON.parse(file) as { readonly keys: readonly { readonly id: string }[] };
  if (content.keys.some(({ id }) => id === key.id)) return file;
  return JSON.stringify({ ...content, keys: [...content.keys, key] });
}

/** The person's own key may do everything. The form is packages/contracts/src/memory/key-file.ts. */
function memoryKeyFile(key: string): string {
  const parts = ["memories", "skills", "documents", "checkpoints"];
  const scopes = [...parts.flatMap((part) => [`${part}:read`, `${part}:write`]), "context", "admin"];
  return JSON.stringify({ keys: [{ id: "owner", sha256: digestOf(key), tenant: memoryTenant, scopes }] });
}

/**
 * The DNS names of a node's certificate. Consul and Nomad tell servers from clients by these names, so a client's
 * certificate must not carry a server's.
 */
export function leafNames(cluster: Cluster, node: string): readonly string[] {
  const isServer = cluster.servers.includes(node);
  return [
    `${node}.${cluster.domain}`,
    "localhost",
    ...(isServer ? [`server.${cluster.datacenter}.consul`, "server.global.nomad"] : []),
    "client.global.nomad",
    ...(cluster.overlay.control === "headscale" && cluster.overlay.node === node ? [controlName(cluster)] : []),
  ];
}
