import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ClusterClient, ClusterRequest } from "../http/cluster-client.ts";
import { root } from "../paths.ts";
import { createConsulApi } from "./consul-api.ts";

/** Consul with these answers by `METHOD path`; anything else is not found. Records what it was asked to change. */
function consulWith(answers: Readonly<Record<string, unknown>>) {
  const changes: ClusterRequest[] = [];
  const client: ClusterClient = (request) => {
    const json = answers[`${request.method} ${request.path}`];
    if (request.method === "GET") return Promise.resolve({ status: json === undefined ? 404 : 200, json: json ?? "" });
    changes.push(request);
    return Promise.resolve({ status: 200, json: true });
  };
  return { changes, consul: createConsulApi(client) };
}

test("a service's instances with all their checks", async () => {
  const health = JSON.parse(readFileSync(join(root, "tests", "fixtures", "consul", "health.json"), "utf8")) as unknown;
  const { consul } = consulWith({ "GET /v1/health/service/expert-embed": health });
  const [instance] = await consul.health("expert-embed");
  expect({ ...instance, checks: instance?.checks.map(({ name, status }) => [name, status]) }).toEqual({
    id: "_nomad-task-0cd49c37-e38a-e373-df19-4200e30b443e-group-head-expert-embed-http",
    node: "n1",
    address: "127.0.0.1",
    port: 17_002,
    tags: ["expert"],
    meta: { expert: "embed", "external-source": "nomad", kind: "embedding", metrics: "/metrics", model: "minilm" },
    checks: [
      ["Serf Health Status", "passing"],
      ["turns", "passing"],
      ["token", "passing"],
    ],
  });
});

const row = (Key: string, text: string) => ({ Key, Value: Buffer.from(text).toString("base64"), ModifyIndex: 7 });

test("everything under a prefix, with what a check-and-set relies on", async () => {
  const { consul, changes } = consulWith({ "GET /v1/kv/a/": [row("a/b", "1"), { ...row("a/c", ""), Value: null }] });
  expect(await consul.kv.entries("a/")).toEqual([
    { key: "a/b", value: "1", index: 7 },
    { key: "a/c", value: "", index: 7 },
  ]);
  expect(await consul.kv.entries("b/")).toEqual([]);
  expect(await consul.kv.putIf({ key: "a/b", value: "2", index: 7 })).toBe(true);
  expect(changes).toEqual([{ method: "PUT", path: "/v1/kv/a/b", query: { cas: "7" }, body: "2" }]);
});

test("values are text, and may be missing", async () => {
  const { consul, changes } = consulWith({ "GET /v1/kv/a": [row("a", "é")] });
  expect(await consul.kv.get("a")).toBe("é");
  expect(await consul.kv.get("b")).toBeUndefined();
  await consul.kv.put("a", "plain");
  expect(changes).toEqual([{ method: "PUT", path: "/v1/kv/a", body: "plain" }]);
});

test("a policy is made where there is none, and brought up to date where there is one", async () => {
  const policy = { name: "nomad", description: "Nomad's agents", rules: 'acl = "write"' };
  const body = { Name: "nomad", Description: "Nomad's agents", Rules: 'acl = "write"' };
  const fresh = consulWith({});
  await fresh.consul.acl.putPolicy(policy);
  expect(fresh.changes).toEqual([{ method: "PUT", path: "/v1/acl/policy", body }]);
  const old = consulWith({ "GET /v1/acl/policy/name/nomad": { ID: "p1", Name: "nomad" } });
  await old.consul.acl.putPolicy(policy);
  expect(old.changes).toEqual([{ method: "PUT", path: "/v1/acl/policy/p1", body }]);
});

test("a role names its policies", async () => {
  const { consul, changes } = consulWith({ "GET /v1/acl/role/name/tasks": { ID: "r1", Name: "tasks" } });
  await consul.acl.putRole({ name: "tasks", description: "d", policies: ["read"] });
  expect(changes).toEqual([
    { method: "PUT", path: "/v1/acl/role/r1", body: { Name: "tasks", Description: "d", Policies: [{ Name: "read" }] } },
  ]);
});

test("a token keeps its ids", async () => {
  const token = { accessorId: "a1", secretId: "s1", description: "d", policies: ["nomad"] };
  const body = { AccessorID: "a1", SecretID: "s1", Description: "d", Policies: [{ Name: "nomad" }] };
  const fresh = consulWith({});
  await fresh.consul.acl.putToken(token);
  expect(fresh.changes).toEqual([{ method: "PUT", path: "/v1/acl/token", body }]);
  const old = consulWith({ "GET /v1/acl/token/a1": { AccessorID: "a1" } });
  await old.consul.acl.putToken(token);
  expect(old.changes).toEqual([{ method: "PUT", path: "/v1/acl/token/a1", body }]);
});

test("an auth method is found by its name", async () => {
  const method = { name: "nomad-workloads", type: "jwt", description: "d", config: { JWKSURL: "u" } } as const;
  const body = { Name: "nomad-workloads", Type: "jwt", Description: "d", Config: { JWKSURL: "u" } };
  const fresh = consulWith({});
  await fresh.consul.acl.putAuthMethod(method);
  expect(fresh.changes).toEqual([{ method: "PUT", path: "/v1/acl/auth-method", body }]);
  const old = consulWith({ "GET /v1/acl/auth-method/nomad-workloads": { Name: "nomad-workloads" } });
  await old.consul.acl.putAuthMethod(method);
  expect(old.changes).toEqual([{ method: "PUT", path: "/v1/acl/auth-method/nomad-workloads", body }]);
});

test("a binding rule is the same one when it gives the same", async () => {
  const rule = { method: "nomad-workloads", bindType: "role", bindName: "tasks", selector: "s2" } as const;
  const rules = [
    { ID: "b1", BindType: "service", BindName: "tasks", Selector: "" },
    { ID: "b2", BindType: "role", BindName: "tasks", Selector: "s1" },
  ];
  const body = { AuthMethod: "nomad-workloads", BindType: "role", BindName: "tasks", Selector: "s2" };
  const old = consulWith({ "GET /v1/acl/binding-rules": rules });
  await old.consul.acl.putBindingRule(rule);
  expect(old.changes).toEqual([{ method: "PUT", path: "/v1/acl/binding-rule/b2", body }]);
  const fresh = consulWith({ "GET /v1/acl/binding-rules": [] });
  await fresh.consul.acl.putBindingRule(rule);
  expect(fresh.changes).toEqual([{ method: "PUT", path: "/v1/acl/binding-rule", body }]);
});
