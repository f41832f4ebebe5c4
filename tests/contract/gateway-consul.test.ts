import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createConsulReader } from "../../apps/gateway/src/upstream/consul/consul-client.ts";
import { Contact } from "../../apps/gateway/src/upstream/consul/contact.ts";
import { watchExperts } from "../../apps/gateway/src/upstream/consul/watch-experts.ts";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { ExpertTable } from "../../apps/gateway/src/upstream/experts/expert-table.ts";
import { startConsulAgent, type ConsulAgent } from "./consul-agent.ts";

/*
 * The gateway's side of Consul against a real agent, closed as in the cluster: HTTPS with a CA of its own, ACLs that deny what is
 * not allowed, and a token that may only read.
 */

let agent: ConsulAgent;
let tokenFile = "";

beforeAll(async () => {
  agent = await startConsulAgent();
  tokenFile = join(agent.folder, "gateway.token");
  const rules = 'service_prefix "" { policy = "read" } node_prefix "" { policy = "read" }';
  await agent.put("/v1/acl/policy", { Name: "gateway", Rules: rules });
  const token = JSON.parse(await agent.put("/v1/acl/token", { Policies: [{ Name: "gateway" }] })) as {
    SecretID: string;
  };
  writeFileSync(tokenFile, `${token.SecretID}\n`);
});

afterAll(() => agent[Symbol.asyncDispose]());

const register = (name: string, options: { port: number; kind: string; model: string }) =>
  agent.put("/v1/agent/service/register", {
    Name: `expert-${name}`,
    ID: `expert-${name}-${options.port}`,
    Tags: ["expert"],
    Address: "127.0.0.1",
    Port: options.port,
    Meta: { expert: name, kind: options.kind, model: options.model },
    Check: { CheckID: `alive-${options.port}`, TTL: "10m", Status: "passing" },
  });

test("experts appear, fail, heal and leave as Consul sees them", async () => {
  const stop = new AbortController();
  const table = new ExpertTable();
  const contact = new Contact();
  const reader = createConsulReader({
    url: agent.url,
    caFile: agent.caFile,
    serverName: "server.dc1.consul",
    tokenFile,
    waitMs: 5_000,
  });
  await register("chat", { port: 8_001, kind: "chat", model: "smollm2" });
  const watch = watchExperts({
    consul: contact.noting(reader),
    table,
    log: createJsonLog(() => undefined),
    signal: stop.signal,
  });
  const seen = () => table.all().map(({ name, instances }) => [name, ...instances.map(({ origin }) => origin)]);
  const soon = { timeout: 3_000, interval: 20 };

  await expect.poll(seen, soon).toEqual([["chat", "http://127.0.0.1:8001"]]);
  expect([watch.complete(), contact.connected]).toEqual([true, true]);
  await register("chat", { port: 8_002, kind: "chat", model: "smollm2" });
  await register("embed", { port: 8_003, kind: "embedding", model: "minilm" });
  await expect.poll(seen, soon).toEqual([
    ["chat", "http://127.0.0.1:8001", "http://127.0.0.1:8002"],
    ["embed", "http://127.0.0.1:8003"],
  ]);
  expect(table.all()[1]).toMatchObject({ kind: "embedding", model: "minilm" });
  await agent.put("/v1/agent/check/fail/alive-8001");
  await expect.poll(() => seen()[0], soon).toEqual(["chat", "http://127.0.0.1:8002"]);
  await agent.put("/v1/agent/check/pass/alive-8001");
  await expect.poll(() => seen()[0], soon).toEqual(["chat", "http://127.0.0.1:8001", "http://127.0.0.1:8002"]);
  await agent.put("/v1/agent/service/deregister/expert-embed-8003");
  await expect.poll(() => seen()[1], soon).toEqual(["embed"]);

  stop.abort();
  await reader.close();
});

test("without a token the catalogue is empty, and the agent is trusted only by its CA", async () => {
  const signal = new AbortController().signal;
  const url = agent.url;
  const anonymous = createConsulReader({
    url,
    caFile: agent.caFile,
    serverName: "server.dc1.consul",
    waitMs: 5_000,
  });
  const { value } = await anonymous.read("/v1/catalog/services", { index: 0, signal });
  expect(value).toEqual({});
  const stranger = createConsulReader({ url, tokenFile, waitMs: 5_000 });
  await expect(stranger.read("/v1/catalog/services", { index: 0, signal })).rejects.toThrow("certificate");
  await Promise.all([anonymous.close(), stranger.close()]);
});
