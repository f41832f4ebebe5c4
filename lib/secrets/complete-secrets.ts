import type { Cluster } from "../config/derive/cluster.ts";
import { controlName } from "../config/derive/control-name.ts";
import { renewDays } from "./certificate-expiry.ts";
import type { makeAuthority as MakeAuthority, makeLeaf as MakeLeaf } from "./certificates.ts";
import { completeDeclared, type SecretDeclarations } from "./declared-secrets.ts";
import { daysLeft, dnsNames } from "./read-certificate.ts";
import { endFormer, trustedAuthorities } from "./rotate-secrets.ts";
import type { StackSecrets } from "./stack-secrets.ts";

/** Secrets of earlier versions of Hearth that nothing uses any more. */
const formerSecrets = ["consul.nomad"];

/* The library that makes certificates is 200 modules, and most commands make none. */
const makeAuthority: typeof MakeAuthority = async (...given) =>
  (await import("./certificates.ts")).makeAuthority(...given);
const makeLeaf: typeof MakeLeaf = async (...given) => (await import("./certificates.ts")).makeLeaf(...given);

/**
 * The secrets that the cluster needs, those of its roles and jobs (`declared`) and those of its machines: the existing ones, and
 * new ones for what is missing (a new node's certificate) or expires soon. Returns the same secrets if nothing is missing.
 */
export async function completeSecrets(
  cluster: Cluster,
  present: StackSecrets,
  declared: SecretDeclarations,
): Promise<StackSecrets> {
  const nodes = cluster.nodes.map(({ name }) => name);
  const secrets: Record<string, string> = { ...endFormer(completeDeclared(declared, present, nodes)) };
  for (const former of formerSecrets) Reflect.deleteProperty(secrets, former);

  if (secrets["ca.certificate"] === undefined || secrets["ca.key"] === undefined) {
    const authority = await makeAuthority(`Hearth ${cluster.name}`, domainsOf(cluster));
    secrets["ca.certificate"] = authority.certificate;
    secrets["ca.key"] = authority.key;
  }
  secrets["ca.trusted"] = trustedAuthorities(secrets);
  const authority = { certificate: secrets["ca.certificate"], key: secrets["ca.key"] };
  for (const node of cluster.nodes) {
    const [certificate, key] = [`tls.${node.name}.certificate`, `tls.${node.name}.key`];
    const current = secrets[certificate];
    const names = leafNames(cluster, node.name);
    if (current !== undefined && secrets[key] !== undefined && isGood(current, names)) continue;
    const leaf = await makeLeaf(authority, { dns: names, ip: ["127.0.0.1"] });
    secrets[certificate] = leaf.certificate;
    secrets[key] = leaf.key;
  }
  for (const [name, declaration] of Object.entries(declared)) {
    if (!("certificateFor" in declaration)) continue;
    const names = serviceNames(cluster, declaration.certificateFor);
    const current = secrets[name];
    if (current !== undefined && isGood(current, names)) continue;
    const leaf = await makeLeaf(authority, { dns: names, ip: ["127.0.0.1"] });
    secrets[name] = `${leaf.certificate.trimEnd()}\n${leaf.key.trimEnd()}\n`;
  }
  return secrets;
}

/** A service answers under its own name, and under that of the machine it runs on. */
const serviceNames = ({ nodes, domain }: Cluster, service: string): readonly string[] => [
  `${service}.${domain}`,
  ...nodes.map(({ name }) => `${name}.${domain}`),
  "localhost",
];

/** Where all names of the cluster's certificates are. */
const domainsOf = ({ domain, datacenter }: Cluster): readonly string[] => [
  domain,
  "localhost",
  `${datacenter}.consul`,
  "global.nomad",
];

/** A node that has become a server, or the overlay's control server, needs other names. */
const isGood = (certificate: string, names: readonly string[]): boolean =>
  daysLeft(certificate) > renewDays && dnsNames(certificate).join() === names.join();

/**
 * The DNS names of a node's certificate. Consul and Nomad distinguish servers from clients by these names, so a client's
 * certificate must not contain a server's.
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
