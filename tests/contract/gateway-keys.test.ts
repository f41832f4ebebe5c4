import { createSign, generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createConsulReader } from "../../apps/gateway/src/upstream/consul/consul-client.ts";
import { createKeyValueStore } from "../../apps/gateway/src/upstream/consul/key-value-store.ts";
import { KeyRing } from "../../apps/gateway/src/callers/keys/key-ring.ts";
import { watchKeys } from "../../apps/gateway/src/callers/keys/watch-keys.ts";
import { Account } from "../../apps/gateway/src/callers/limits/account.ts";
import { Ledger } from "../../apps/gateway/src/callers/limits/ledger.ts";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { createConsulApi } from "../../lib/consul/consul-api.ts";
import { nodeClient } from "../../lib/http/node-client.ts";
import { revoke, rotate } from "../../lib/keys/change-key.ts";
import { KeyOffice } from "../../lib/keys/key-office.ts";
import { makeKey } from "../../lib/keys/make-key.ts";
import { metersOf } from "@hearth/contracts/keys/meter.ts";
import { systemClock } from "@hearth/kernel/wait.ts";
import { role as consulAcl } from "../../roles/consul-acl.ts";
import { role as nomadAcl } from "../../roles/nomad-acl.ts";
import { roleContext } from "../support/role-context.ts";
import { startConsulAgent, type ConsulAgent } from "./consul-agent.ts";

/*
 * Keys and their limits in a real Consul, with the rights that the roles give: policies, and the rules by which a task of Nomad logs in.
 * Nomad's part, to sign a task's identity, is the test's.
 */

const method = "nomad-workloads";
const nomad = generateKeyPairSync("rsa", { modulusLength: 2_048 });
let agent: ConsulAgent;

const valuesOf = (role: typeof consulAcl, id: string): Readonly<Record<string, string>> =>
  role.steps(roleContext("n1")).find((step) => step.id === id)?.values ?? {};

beforeAll(async () => {
  agent = await startConsulAgent();
  for (const name of ["nomad-tasks", "gateway"]) {
    await agent.put("/v1/acl/policy", JSON.parse(valuesOf(consulAcl, `policy ${name}`)["object"]!) as object);
    await agent.put("/v1/acl/role", JSON.parse(valuesOf(consulAcl, `role ${name}`)["object"]!) as object);
  }
  const pem = nomad.publicKey.export({ type: "spki", format: "pem" }).toString();
  const { before = "", after = "" } = valuesOf(nomadAcl, `auth-method ${method}`);
  const { Config, ...wanted } = JSON.parse(`${before}${after}`) as { Config: Record<string, unknown> };
  const { JWTSupportedAlgs, BoundAudiences, ClaimMappings } = Config;
  const config = { JWTSupportedAlgs, BoundAudiences, ClaimMappings, JWTValidationPubKeys: [pem] };
  await agent.put("/v1/acl/auth-method", { ...wanted, Config: config });
  const { rules = "" } = valuesOf(nomadAcl, `binding-rules ${method}`);
  for (const rule of rules.split("\n")) await agent.put("/v1/acl/binding-rule", JSON.parse(rule) as object);
});
afterAll(() => agent[Symbol.asyncDispose]());

/** The token of a job's task, as Nomad gets it. */
async function login(job: string): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { aud: "consul.io", sub: job, iat: now, nbf: now, exp: now + 600 };
  const identity = { nomad_namespace: "default", nomad_job_id: job, nomad_task: job };
  const encoded = [
    { alg: "RS256", typ: "JWT" },
    { ...claims, ...identity },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = createSign("RSA-SHA256").update(encoded).sign(nomad.privateKey, "base64url");
  const answer = await agent.post("/v1/acl/login", { AuthMethod: method, BearerToken: `${encoded}.${signature}` });
  return (JSON.parse(answer) as { SecretID: string }).SecretID;
}

async function consulOf(job: string) {
  const tokenFile = join(agent.folder, `${job}.token`);
  writeFileSync(tokenFile, await login(job));
  return { url: agent.url, caFile: agent.caFile, serverName: "server.dc1.consul", tokenFile, waitMs: 5_000 };
}

const person = (): KeyOffice => {
  const tls = new Agent({ ca: readFileSync(agent.caFile), servername: "server.dc1.consul" });
  const headers = { "x-consul-token": agent.managementToken };
  return new KeyOffice(createConsulApi(nodeClient({ origin: agent.url, headers, agent: tls })).kv);
};
const author = () => ({ who: "test", now: new Date() });

test("the gateway's task may write what keys have spent, no key, and nothing else; another task may do none of it", async () => {
  const gateway = createKeyValueStore(await consulOf("gateway"));
  const other = createKeyValueStore(await consulOf("prometheus"));
  expect(await gateway.put("hearth/gateway/spent/a", "{}", 0)).toBe(true);
  expect(await gateway.put("hearth/gateway/spent/a", "{}", 0)).toBe(false);
  expect((await gateway.get("hearth/gateway/spent/a"))?.value).toBe("{}");
  expect(await gateway.get("hearth/gateway/spent/none")).toBe(undefined);
  await expect(gateway.put("hearth/gateway/keys/a", "{}", 0)).rejects.toThrow("status 403");
  await expect(gateway.put("hearth/other", "{}", 0)).rejects.toThrow("status 403");
  await expect(other.put("hearth/gateway/spent/a", "{}", 0)).rejects.toThrow("status 403");
  await expect(other.get("hearth/gateway/spent/a")).rejects.toThrow("status 403");
  await Promise.all([gateway.close(), other.close()]);
});

test("a person makes, rotates and revokes a key, and the gateway follows", async () => {
  const office = person();
  const ring = new KeyRing({ keys: [] });
  const reader = createConsulReader(await consulOf("gateway"));
  const stop = new AbortController();
  const watch = watchKeys({ consul: reader, keys: ring, log: createJsonLog(() => undefined), signal: stop.signal });
  const soon = { timeout: 3_000, interval: 10 };
  await expect.poll(() => watch.complete(), soon).toBe(true);

  const [first, second] = [makeKey(), makeKey()];
  await office.create({ id: "phone", sha256: first.sha256, models: ["smol*"] }, author());
  await expect.poll(() => ring.identify(first.key), soon).toMatchObject({ id: "phone" });
  await expect(office.create({ id: "phone", sha256: second.sha256 }, author())).rejects.toMatchObject({
    code: "KEY_TAKEN",
  });
  await office.change("phone", (record) => rotate(record, { sha256: second.sha256, overlapMs: 60_000 }, author()));
  await expect.poll(() => ring.identify(second.key), soon).toMatchObject({ id: "phone" });
  expect(ring.identify(first.key)).toMatchObject({ id: "phone" });
  await office.change("phone", (record) => revoke(record, author()));
  await expect.poll(() => [first, second].map(({ key }) => ring.identify(key)), soon).toEqual(["revoked", "revoked"]);
  expect((await office.list()).records.map(({ id, history }) => [id, history.length])).toEqual([["phone", 3]]);
  await office.forget("phone");
  await expect.poll(() => ring.identify(second.key), soon).toBe("unknown");
  stop.abort();
  await reader.close();
});

test("gateways that spend one budget at once spend it whole and no more", async () => {
  const config = await consulOf("gateway");
  const stores = Array.from({ length: 4 }, () => createKeyValueStore(config));
  const accounts = stores.map((store) => {
    const ledger = new Ledger({ store, sleep: (durationMs) => systemClock.sleep(durationMs) });
    return new Account("shared", metersOf({ tokensPerDay: 200 }), { ledger, now: Date.now });
  });
  const requests = Array.from({ length: 320 }, async (_, index) =>
    accounts[index % 4]!.reserve({ requests: 1, tokens: 1, cost: 0 }),
  );
  const outcomes = await Promise.allSettled(requests);
  const granted = outcomes.filter(({ status }) => status === "fulfilled").length;
  expect(granted).toBe(200);
  await Promise.all(accounts.map((account) => account.giveBack()));
  expect((await person().spent("shared"))["tokens/day"]?.taken).toBe(200);
  await Promise.all(stores.map((store) => store.close()));
});
