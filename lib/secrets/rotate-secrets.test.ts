import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { keyFileSchema } from "@hearth/contracts/memory/key-file.ts";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { declaredSecrets, jobsIn, loadDefinitions } from "../jobs/load-definitions.ts";
import { completeSecrets } from "./complete-secrets.ts";
import type { StackSecrets } from "./stack-secrets.ts";
import { rotatableNames, rotateSecrets, trustedAuthorities } from "./rotate-secrets.ts";

const cluster = sampleCluster();
const { roles, jobs } = await loadDefinitions();
const declared = declaredSecrets(roles, jobsIn(jobs, cluster));
const nodes = cluster.nodes.map(({ name }) => name);
const dayMs = 86_400_000;
const rotated = (secrets: StackSecrets, names: readonly string[], { overlapMs = dayMs, now = Date.now() } = {}) =>
  completeSecrets(cluster, rotateSecrets(secrets, names, { declared, nodes, overlapMs, now }), declared);
const changed = (before: StackSecrets, after: StackSecrets): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]).sort();

test("every secret can be rotated, but those that data at rest are encrypted with", async () => {
  const names = rotatableNames({ declared, nodes });
  expect(names).toEqual(
    expect.arrayContaining(["ca", "tls.n1", "consul.agent.n2", "consul.nomad.n3", "memory.gateway"]),
  );
  expect(names.filter((name) => /seal|encryption/.test(name))).toEqual([]);
  const first = await completeSecrets(cluster, {}, declared);
  const all = await rotated(first, names);
  const kept = Object.keys(first).filter((name) => first[name] === all[name]);
  const backups = ["backup.key", ...["n1", "n2", "n3"].map((node) => `backup.password.${node}`)];
  expect(kept.sort()).toEqual([
    ...backups,
    "consul.management",
    "memory.encryption",
    "memory.seal",
    "nomad.management",
  ]);
});

test("a key's former value stays in the key file for the overlap, with the same rights", async () => {
  const first = await completeSecrets(cluster, {}, declared);
  const second = await rotated(first, ["gateway.memory"]);
  expect(changed(first, second)).toEqual(["former.memory.keys.gateway", "gateway.memory", "memory.keys"]);
  const entries = (secrets: StackSecrets) =>
    keyFileSchema.parse(JSON.parse(secrets["memory.keys"]!)).keys.filter(({ id }) => id === "gateway");
  const digest = (secrets: StackSecrets): string =>
    createHash("sha256").update(secrets["gateway.memory"]!).digest("hex");
  const rights = { tenant: "home", scopes: ["context"] };
  expect(entries(second)).toEqual([
    { id: "gateway", sha256: digest(second), ...rights },
    { id: "gateway", sha256: digest(first), ...rights },
  ]);
  expect(await completeSecrets(cluster, second, declared)).toEqual(second);
  const later = await rotated(first, ["gateway.memory"], { now: Date.now() - 2 * dayMs });
  expect(entries(later)).toEqual([{ id: "gateway", sha256: digest(later), ...rights }]);
  expect(Object.keys(later).filter((name) => name.startsWith("former."))).toEqual([]);
});

test("without an overlap the former value ends at once", async () => {
  const first = await completeSecrets(cluster, {}, declared);
  const second = await rotated(await rotated(first, ["gateway.memory"]), ["gateway.memory", "ca"], { overlapMs: 0 });
  expect(Object.keys(second).filter((name) => name.startsWith("former."))).toEqual([]);
  expect(JSON.parse(second["memory.keys"]!)).toMatchObject({ keys: [{ id: "owner" }, { id: "gateway" }] });
  expect(second["ca.trusted"]).toBe(second["ca.certificate"]);
});

test("a new authority signs every machine's certificate, and the former one is trusted for the overlap", async () => {
  const first = await completeSecrets(cluster, {}, declared);
  const second = await rotated(first, ["ca"]);
  expect(changed(first, second)).toEqual([
    ...["ca.certificate", "ca.key", "ca.trusted", "former.ca", "gateway.tls", "memory.tls", "memory.vaultTls"],
    ...nodes.flatMap((node) => [`tls.${node}.certificate`, `tls.${node}.key`]),
  ]);
  const trusted = trustedAuthorities(second);
  expect([trusted.startsWith(second["ca.certificate"]!.trimEnd()), trusted.endsWith(first["ca.certificate"]!)]).toEqual(
    [true, true],
  );
});
