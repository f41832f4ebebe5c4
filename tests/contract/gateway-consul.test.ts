import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createConsulReader } from "../../apps/gateway/src/consul/consul-client.ts";
import { Contact } from "../../apps/gateway/src/consul/contact.ts";
import { watchExperts } from "../../apps/gateway/src/consul/watch-experts.ts";
import { createJsonLog } from "../../apps/gateway/src/log/json-log.ts";
import { ExpertTable } from "../../apps/gateway/src/routing/expert-table.ts";
import { toolBin } from "../../lib/toolchain/tool-bin.ts";
import { notYet, ready, waitFor } from "../../lib/wait.ts";

/*
 * The gateway's side of Consul against a real agent, closed as in the cluster: HTTPS with a CA of its own, ACLs that deny what is
 * not allowed, and a token that may only read.
 */

const consul = toolBin("consul");
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "hearth-consul-"));
const managementToken = randomUUID();
const tokenFile = join(folder, "gateway.token");
let agent: ReturnType<typeof spawn>;
let port = 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks the agent as its administrator. */
async function ask(method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
  const call = request({
    host: "127.0.0.1",
    port,
    path,
    method,
    ca: readFileSync(join(folder, "consul-agent-ca.pem")),
    headers: { "x-consul-token": managementToken },
  });
  call.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, text: await text(answer) };
}

async function put(path: string, body?: object): Promise<string> {
  const answer = await ask("PUT", path, body);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return answer.text;
}

beforeAll(async () => {
  await run(consul, ["tls", "ca", "create"], { cwd: folder });
  await run(consul, ["tls", "cert", "create", "-server"], { cwd: folder });
  port = await freePort();
  writeFileSync(
    join(folder, "agent.json"),
    JSON.stringify({
      ports: {
        https: port,
        http: -1,
        grpc: -1,
        grpc_tls: -1,
        dns: -1,
        serf_wan: -1,
        serf_lan: await freePort(),
        server: await freePort(),
      },
      tls: {
        defaults: {
          ca_file: join(folder, "consul-agent-ca.pem"),
          cert_file: join(folder, "dc1-server-consul-0.pem"),
          key_file: join(folder, "dc1-server-consul-0-key.pem"),
        },
      },
      acl: {
        enabled: true,
        default_policy: "deny",
        tokens: { initial_management: managementToken, agent: managementToken },
      },
    }),
  );
  agent = spawn(consul, ["agent", "-dev", "-bind=127.0.0.1", `-config-file=${join(folder, "agent.json")}`], {
    stdio: "ignore",
  });
  await waitFor({ what: "Consul to elect itself", limitMs: 60_000, intervalMs: 200 }, async () => {
    const { status } = await ask("GET", "/v1/acl/token/self").catch(() => ({ status: 0 }));
    return status === 200 ? ready(undefined) : notYet(`status ${status}`);
  });
  const rules = 'service_prefix "" { policy = "read" } node_prefix "" { policy = "read" }';
  await put("/v1/acl/policy", { Name: "gateway", Rules: rules });
  const token = JSON.parse(await put("/v1/acl/token", { Policies: [{ Name: "gateway" }] })) as { SecretID: string };
  writeFileSync(tokenFile, `${token.SecretID}\n`);
});

afterAll(async () => {
  agent.kill("SIGKILL");
  await once(agent, "exit");
  rmSync(folder, { recursive: true });
});

const register = (name: string, options: { port: number; kind: string; model: string }) =>
  put("/v1/agent/service/register", {
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
    url: `https://127.0.0.1:${port}`,
    caFile: join(folder, "consul-agent-ca.pem"),
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
  await put("/v1/agent/check/fail/alive-8001");
  await expect.poll(() => seen()[0], soon).toEqual(["chat", "http://127.0.0.1:8002"]);
  await put("/v1/agent/check/pass/alive-8001");
  await expect.poll(() => seen()[0], soon).toEqual(["chat", "http://127.0.0.1:8001", "http://127.0.0.1:8002"]);
  await put("/v1/agent/service/deregister/expert-embed-8003");
  await expect.poll(() => seen()[1], soon).toEqual(["embed"]);

  stop.abort();
  await reader.close();
});

test("without a token the catalogue is empty, and the agent is trusted only by its CA", async () => {
  const signal = new AbortController().signal;
  const url = `https://127.0.0.1:${port}`;
  const anonymous = createConsulReader({
    url,
    caFile: join(folder, "consul-agent-ca.pem"),
    serverName: "server.dc1.consul",
    waitMs: 5_000,
  });
  const { value } = await anonymous.read("/v1/catalog/services", { index: 0, signal });
  expect(value).toEqual({});
  const stranger = createConsulReader({ url, tokenFile, waitMs: 5_000 });
  await expect(stranger.read("/v1/catalog/services", { index: 0, signal })).rejects.toThrow("certificate");
  await Promise.all([anonymous.close(), stranger.close()]);
});
