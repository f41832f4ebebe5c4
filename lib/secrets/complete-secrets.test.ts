import { createPrivateKey, hash, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { keyFileSchema } from "@hearth/contracts/gateway/key-file.ts";
import { scopes } from "@hearth/contracts/memory/api/endpoint.ts";
import { encryptionKeysSchema } from "@hearth/contracts/memory/encryption-keys.ts";
import { keyFileSchema as memoryKeyFileSchema } from "@hearth/contracts/memory/key-file.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { loadDefinitions, declaredSecrets, jobsIn } from "../jobs/load-definitions.ts";
import { completeSecrets as complete, type StackSecrets } from "./complete-secrets.ts";

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

test("a new node gets a certificate and leaves all others as they are", async () => {
  const [n1, n2] = cluster.nodes;
  const small = { ...cluster, nodes: [n1!] };
  const first = await completeSecrets(small, {});
  const second = await completeSecrets({ ...cluster, nodes: [n1!, n2!] }, first);
  expect(Object.keys(second).filter((name) => second[name] !== first[name])).toEqual([
    "consul.agent.n2",
    "consul.nomad.n2",
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
