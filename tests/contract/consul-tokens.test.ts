import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadDefinitions, workloadOf } from "../../lib/jobs/load-definitions.ts";
import { consulTokensOf } from "../../lib/plan/build-plan.ts";
import { quote } from "../../lib/steps/quote.ts";
import { role as acl } from "../../roles/consul-acl.ts";
import { role as nomadAcl } from "../../roles/nomad-acl.ts";
import { role as serviceNames } from "../../roles/service-names.ts";
import { sampleCluster } from "../support/sample-cluster.ts";
import { roleContext } from "../support/role-context.ts";
import type { Step } from "../../lib/steps/step.ts";
import { startConsulAgent, type ConsulAgent } from "./consul-agent.ts";

/*
 * What root on one node could do with the token that Nomad's agent has there: the cluster of the lab, where n1 has the depot and the
 * expert `embed`, n2 the head of `chat`, n3 its worker. n3 may not run services here.
 */

const { roles, jobs } = await loadDefinitions();
const cluster = { ...sampleCluster(), datacenter: "dc1", services: ["n1", "n2"] };
const tokens = consulTokensOf(roles, cluster, workloadOf(jobs, cluster, []).servicePlaces);
const context = { ...roleContext("n1", cluster), consulTokens: tokens };

let consul: ConsulAgent;
let folder: string;

beforeAll(async () => {
  consul = await startConsulAgent();
  folder = mkdtempSync(join(tmpdir(), "hearth-tokens-"));
  writeFileSync(join(folder, "header"), `X-Consul-Token: ${consul.managementToken}\n`);
  for (const node of ["n1", "n2", "n3"]) {
    await consul.put("/v1/catalog/register", { Node: node, Address: "127.0.0.1" });
  }
  for (const step of aclSteps()) expect(run(step, "apply")).toEqual([step.id, 0, ""]);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await consul[Symbol.asyncDispose]();
});

const secretOf = (name: string): string => {
  const index = [...tokens.map((token) => token.name), "agent-n1", "agent-n2", "agent-n3"].indexOf(name);
  return `33333333-0000-0000-0000-00000000000${index}`;
};

/** The objects of the role as they are in the plan, with the files of the tokens in the test's folder. */
function aclSteps(secret: (name: string) => string = secretOf): readonly Step[] {
  const steps = acl.steps(context);
  return steps.flatMap((step): readonly Step[] => {
    const [kind, name = ""] = step.id.split(" ");
    if (kind === "policy") return [step];
    if (kind !== "token") return [];
    const content = steps.find(({ id }) => id.endsWith(`/token-${name}.json`))?.values?.["content"] ?? "";
    const path = join(folder, `token-${name}.json`);
    writeFileSync(path, content.replaceAll(/«secret:[^»]*»/g, secret(name)));
    return [{ ...step, values: { ...step.values, file: path } }];
  });
}

/** Runs a step of the plan against this Consul, as the compiled script does. */
function run(step: Step, verb: "apply" | "verify"): readonly [string, number | null, string] {
  const values = {
    ...step.values,
    origin: consul.url,
    header: join(folder, "header"),
    stamp: join(folder, step.id.replaceAll(/\W/g, "-")),
  };
  const input = [
    ...Object.entries(values).map(([name, value]) => `${name}=${quote(value)}`),
    verb === "apply" ? step.apply : step.verify,
    "",
  ].join("\n");
  const { status, stderr } = spawnSync("dash", ["-eu"], {
    input,
    encoding: "utf8",
    env: { ...process.env, CURL_CA_BUNDLE: consul.caFile },
  });
  return [step.id, status, stderr];
}

/** Registers a service at a node as somebody with the token would, and says with which status Consul answers. */
async function register(token: string, node: string, service: string): Promise<number> {
  const body = { Node: node, SkipNodeUpdate: true, Address: "127.0.0.1", Service: { Service: service, Port: 9_999 } };
  return consul.statusOf("PUT", "/v1/catalog/register", { token: secretOf(token), body });
}

test("a node's token registers what the inventory places on that node", async () => {
  expect(await register("nomad-n2", "n2", "expert-chat")).toBe(200);
  expect(await register("nomad-n2", "n2", "gateway")).toBe(200);
  expect(await register("nomad-n3", "n3", "rpc-chat-n3")).toBe(200);
  expect(await register("nomad-n1", "n1", "memory-vault")).toBe(200);
  expect(await register("nomad-n3", "n3", "nomad-client")).toBe(200);
});

test("and nothing else, on its own node or on another", async () => {
  const tried = [
    ["nomad-n2", "expert-embed"],
    ["nomad-n2", "rpc-chat-n3"],
    ["nomad-n2", "memory-vault"],
    ["nomad-n3", "gateway"],
    ["nomad-n3", "expert-chat"],
    ["nomad-n3", "memory"],
    ["nomad-n3", "prometheus"],
    ["nomad-n1", "memory"],
    ["agent-n2", "gateway"],
    ["agent-n2", "expert-chat"],
  ] as const;
  for (const [token, service] of tried) {
    const statuses = [await register(token, "n2", service), await register(token, "n3", service)];
    expect([token, service, ...statuses]).toEqual([token, service, 403, 403]);
  }
});

test("the agent that a token is for can be asked with it, to see and to register alike", async () => {
  const body = { Name: "gateway", Port: 9_999 };
  const local = (name: string): Promise<number> =>
    consul.statusOf("PUT", "/v1/agent/service/register", { token: secretOf(name), body });
  expect([await local("nomad-n3"), await local("nomad-n2")]).toEqual([403, 200]);
});

test("a second run changes nothing; tokens and policies of former versions and of nodes that left are deleted", async () => {
  const steps = aclSteps();
  expect(steps.map((step) => run(step, "verify")[1])).toEqual(steps.map(() => 0));
  const step = nomadAcl.steps(context).find(({ id }) => id === "former tokens");
  if (step === undefined) throw new Error("no step");
  expect(run(step, "verify")).toEqual([step.id, 0, ""]);
  const policy = { Name: "nomad-agents", Rules: 'service_prefix "" { policy = "write" }' };
  await consul.put("/v1/acl/policy", policy);
  const [shared, left] = ["11111111-0000-0000-0000-000000000001", "11111111-0000-0000-0000-000000000002"];
  const token = (secret: string, description: string) =>
    consul.put("/v1/acl/token", { SecretID: secret, Description: description, Policies: [{ Name: policy.Name }] });
  await token(shared, "Hearth: nomad");
  await token(left, "Hearth: nomad-n9");
  await token("11111111-0000-0000-0000-000000000003", "a person's own");
  await token("11111111-0000-0000-0000-000000000004", "Initial Management Token");
  expect(run(step, "verify")[1]).not.toBe(0);
  expect(run(step, "apply")).toEqual([step.id, 0, ""]);
  expect(run(step, "verify")).toEqual([step.id, 0, ""]);
  const self = (secret: string): Promise<number> => consul.statusOf("GET", "/v1/acl/token/self", { token: secret });
  expect([await self(shared), await self(left)]).toEqual([403, 403]);
  // A management token that was rotated goes; the one that is used stays.
  expect([await self("11111111-0000-0000-0000-000000000004"), await self(consul.managementToken)]).toEqual([403, 200]);
  expect(await self("11111111-0000-0000-0000-000000000003")).toBe(200);
  expect(await self(secretOf("nomad-n2"))).toBe(200);
  expect(await consul.get("/v1/acl/policies")).not.toContain('"nomad-agents"');
});

test("the name of a service follows it from node to node, with a token that registers nothing", async () => {
  expect(await register("service-names", "n2", "gateway")).toBe(403);
  const [hosts, names] = [join(folder, "hosts"), join(folder, "names")];
  writeFileSync(hosts, "100.64.0.1 n1.hearth\n100.64.0.2 n2.hearth\n");
  writeFileSync(join(folder, "header"), `X-Consul-Token: ${secretOf("service-names")}\n`);
  const steps = serviceNames.steps({ ...context, services: ["gateway"] });
  const script = (steps.find(({ id }) => id.endsWith("/hearth-names"))?.values?.["content"] ?? "")
    .replace(/^hosts=.*$/m, `hosts=${hosts}`)
    .replace(/^file=.*$/m, `file=${names}`)
    .replace(/"https:\/\/n1\.hearth:\d+/, `"${consul.url}`);
  const instance = (Node: string, Status: string) =>
    consul.put("/v1/catalog/register", {
      Node,
      Address: "127.0.0.1",
      SkipNodeUpdate: true,
      Service: { Service: "gateway", Port: 8_080 },
      Check: { Node, CheckID: "ready", Name: "ready", ServiceID: "gateway", Status },
    });
  const watch = spawn("dash", ["-c", script, "hearth-names", "watch"], {
    stdio: "ignore",
    env: { ...process.env, CURL_CA_BUNDLE: consul.caFile },
  });
  try {
    await instance("n1", "passing");
    await instance("n2", "critical");
    const found = () => expect.poll(() => readFileSync(names, "utf8"), { timeout: 20_000, interval: 100 });
    await found().toBe("100.64.0.1 gateway.hearth\n");
    await instance("n1", "critical");
    await instance("n2", "passing");
    await found().toBe("100.64.0.2 gateway.hearth\n");
  } finally {
    watch.kill();
    writeFileSync(join(folder, "header"), `X-Consul-Token: ${consul.managementToken}\n`);
  }
});

test("a token whose secret was rotated takes the place of the former one", async () => {
  const rotated = "22222222-0000-0000-0000-000000000002";
  const step = aclSteps((name) => (name === "nomad-n2" ? rotated : secretOf(name))).find(
    ({ id }) => id === "token nomad-n2",
  );
  if (step === undefined) throw new Error("no step");
  expect(run(step, "verify")[1]).not.toBe(0);
  expect(run(step, "apply")).toEqual([step.id, 0, ""]);
  expect(run(step, "verify")).toEqual([step.id, 0, ""]);
  const self = (secret: string): Promise<number> => consul.statusOf("GET", "/v1/acl/token/self", { token: secret });
  expect([await self(rotated), await self(secretOf("nomad-n2"))]).toEqual([200, 403]);
});
