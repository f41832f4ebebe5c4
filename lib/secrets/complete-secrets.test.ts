import { spawnSync } from "node:child_process";
import { createPrivateKey, hash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { keyFileSchema } from "@hearth/contracts/gateway/key-file.ts";
import { scopes } from "@hearth/contracts/memory/api/endpoint.ts";
import { encryptionKeysSchema } from "@hearth/contracts/memory/encryption-keys.ts";
import { keyFileSchema as memoryKeyFileSchema } from "@hearth/contracts/memory/key-file.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { loadDefinitions, declaredSecrets, jobsIn } from "../jobs/load-definitions.ts";
import { expiryWarning, writeExpiries } from "./certificate-expiry.ts";
import { makeLeaf } from "./certificates.ts";
import { completeSecrets as complete, leafNames } from "./complete-secrets.ts";
import type { StackSecrets } from "./stack-secrets.ts";

const cluster = sampleCluster();
const { roles, jobs } = await loadDefinitions();
const completeSecrets = (of: Cluster, present: StackSecrets): Promise<StackSecrets> =>
  complete(of, present, declaredSecrets(roles, jobsIn(jobs, of)));

test("a second run makes nothing", async () => {
  const first = await completeSecrets(cluster, {});
  expect(await completeSecrets(cluster, first)).toEqual(first);
});

test("what a former version of Hearth made and nothing uses any more is left out", async () => {
  expect(Object.keys(await completeSecrets(cluster, { "consul.nomad": "shared" }))).not.toContain("consul.nomad");
});

test("a new node gets a certificate, the services get one with its name, and all else stays as it is", async () => {
  const [n1, n2] = cluster.nodes;
  const small = { ...cluster, nodes: [n1!] };
  const first = await completeSecrets(small, {});
  const second = await completeSecrets({ ...cluster, nodes: [n1!, n2!] }, first);
  expect(Object.keys(second).filter((name) => second[name] !== first[name])).toEqual([
    "backup.accounts",
    ...["gateway.tls", "memory.vaultTls", "memory.tls"],
    "backup.store.n2",
    "consul.agent.n2",
    "consul.nomad.n2",
    "backup.password.n2",
    "tls.n2.certificate",
    "tls.n2.key",
  ]);
});

test("a certificate is signed by the cluster's authority and names its node", async () => {
  const secrets = await completeSecrets(cluster, {});
  const authority = new X509Certificate(secrets["ca.certificate"]!);
  const leaf = new X509Certificate(secrets["tls.n2.certificate"]!);
  expect(authority.ca).toBe(true);
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect(leaf.checkHost("n2.hearth")).toBe("n2.hearth");
  expect(leaf.checkHost("n1.hearth")).toBeUndefined();
});

test("the authority may vouch for the cluster's names and for nobody else's", async () => {
  const secrets = await completeSecrets(cluster, {});
  const authority = { certificate: secrets["ca.certificate"]!, key: secrets["ca.key"]! };
  /** What OpenSSL says of a certificate that the authority signed for these names. */
  const verdict = async (names: { dns: string[]; ip: string[] }): Promise<string> => {
    const leaf = await makeLeaf(authority, names);
    const folder = mkdtempSync(join(tmpdir(), "hearth-names-"));
    writeFileSync(join(folder, "ca.pem"), authority.certificate);
    writeFileSync(join(folder, "leaf.pem"), leaf.certificate);
    const verify = spawnSync("openssl", ["verify", "-CAfile", "ca.pem", "leaf.pem"], { cwd: folder, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    return `${verify.stdout}${verify.stderr}`;
  };
  const own = [...leafNames(cluster, "n1")];
  expect(await verdict({ dns: own, ip: ["127.0.0.1"] })).toContain("leaf.pem: OK");
  for (const names of [
    { dns: ["deb.debian.org"], ip: [] },
    { dns: ["n1.hearth"], ip: ["192.0.2.1"] },
    { dns: ["nothearth"], ip: [] },
  ])
    expect(await verdict(names)).toContain("permitted subtree violation");
});

test("a certificate is good for 90 days, renewed when less than 30 remain, and said to be due", async () => {
  const secrets = await completeSecrets(cluster, {});
  const folder = mkdtempSync(join(tmpdir(), "hearth-expiry-"));
  expect(expiryWarning(folder)).toBeUndefined();
  writeExpiries(folder, cluster, secrets);
  const dayMs = 86_400_000;
  const after = (days: number): string | undefined => expiryWarning(folder, Date.now() + days * dayMs);
  expect([after(0), after(59)]).toEqual([undefined, undefined]);
  expect(after(61)).toBe("the certificates of n1, n2, n3 expire soon, the first in 28 days");
  expect(after(91)).toBe("the certificates of n1, n2, n3 expire soon, the first has already");
  rmSync(folder, { recursive: true });
  vi.useFakeTimers({ now: Date.now() + 61 * dayMs, toFake: ["Date"] });
  try {
    const renewed = await completeSecrets(cluster, secrets);
    const changed = Object.keys(renewed).filter((name) => renewed[name] !== secrets[name]);
    expect(changed.filter((name) => name.endsWith(".certificate"))).toHaveLength(cluster.nodes.length);
    expect(renewed["ca.certificate"]).toBe(secrets["ca.certificate"]);
  } finally {
    vi.useRealTimers();
  }
});

test("a certificate is replaced when its node needs other names", async () => {
  const first = await completeSecrets(cluster, {});
  const second = await completeSecrets({ ...cluster, overlay: { control: "headscale", node: "n2" } }, first);
  const changed = Object.keys(second).filter((name) => second[name] !== first[name]);
  expect(changed).toEqual(["tls.n1.certificate", "tls.n1.key", "tls.n2.certificate", "tls.n2.key"]);
  const names = (node: string): string => new X509Certificate(second[`tls.${node}.certificate`]!).subjectAltName ?? "";
  expect([names("n1").includes("control."), names("n2").includes("DNS:control.hearth")]).toEqual([false, true]);
});

test("only a server's certificate names the servers", async () => {
  const secrets = await completeSecrets({ ...cluster, servers: ["n1"] }, {});
  const names = (node: string): string => new X509Certificate(secrets[`tls.${node}.certificate`]!).subjectAltName ?? "";
  expect(names("n1")).toContain("DNS:server.home.consul, DNS:server.global.nomad");
  expect(names("n2")).not.toContain("server.");
});

test("the memory service's key is added to a gateway's key file, beside what a person put there", async () => {
  const own = { id: "laptop", sha256: "a".repeat(64) };
  const secrets = await completeSecrets(cluster, { "gateway.keys": JSON.stringify({ keys: [own] }) });
  const { keys } = keyFileSchema.parse(JSON.parse(secrets["gateway.keys"]!));
  expect(keys.map(({ id }) => id)).toEqual(["laptop", "memory"]);
  expect(keys[1]?.sha256).toBe(hash("sha256", secrets["memory.gateway"]!));
});

test("what is made for the memory service is what it takes", async () => {
  const secrets = await completeSecrets(cluster, {});
  const [own, gateway, ...others] = memoryKeyFileSchema.parse(JSON.parse(secrets["memory.keys"]!)).keys;
  expect([own?.id, own?.scopes, others]).toEqual(["owner", [...scopes], []]);
  const sha256 = hash("sha256", secrets["gateway.memory"]!);
  expect(gateway).toEqual({ id: "gateway", sha256, tenant: "home", scopes: ["context"] });
  expect(encryptionKeysSchema.parse(JSON.parse(secrets["memory.encryption"]!)).keys).toHaveLength(1);
});

test("a job's certificate names its service and every machine, with its key in one text, and follows a new machine", async () => {
  const [n1, n2] = cluster.nodes;
  const small = { ...cluster, nodes: [n1!], jobOptions: { mosquitto: {} } };
  const first = await completeSecrets(small, {});
  const leaf = new X509Certificate(first["mosquitto.tls"]!);
  expect(leaf.verify(new X509Certificate(first["ca.certificate"]!).publicKey)).toBe(true);
  expect(leaf.checkPrivateKey(createPrivateKey(first["mosquitto.tls"]!))).toBe(true);
  const names = (secrets: StackSecrets): string => new X509Certificate(secrets["mosquitto.tls"]!).subjectAltName ?? "";
  expect(names(first)).toBe("DNS:mosquitto.hearth, DNS:n1.hearth, DNS:localhost, IP Address:127.0.0.1");
  expect(await completeSecrets(small, first)).toEqual(first);
  expect(names(await completeSecrets({ ...small, nodes: [n1!, n2!] }, first))).toContain("DNS:n2.hearth");
});
