import { expect, test } from "vitest";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { role } from "./consul-acl.ts";

/** A role that is added may want a token too. */
const context = roleContext("n1");
const consulTokens = context.consulTokens?.filter(({ name }) => name.startsWith("nomad-")) ?? [];
const steps = role.steps({ ...context, consulTokens });
const token = (name: string): unknown =>
  JSON.parse(linesOf(steps, `/etc/hearth/secrets/consul-acl/token-${name}.json`).join(""));

test("an agent may register its own node and no other", () => {
  expect(token("agent-n2")).toEqual({
    AccessorID: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/) as string,
    SecretID: "«secret:consul.agent.n2»",
    Description: "Hearth: agent-n2",
    NodeIdentities: [{ NodeName: "n2", Datacenter: "home" }],
  });
});

test("a token's public half is the same in every run, and another for each token", () => {
  const accessors = (given: typeof steps): readonly string[] =>
    given.flatMap(({ values }) => values?.["accessor"] ?? []);
  expect(accessors(role.steps({ ...roleContext("n1"), consulTokens }))).toEqual(accessors(steps));
  expect(new Set(accessors(steps)).size).toBe(6);
});

test("Nomad on a node registers what may run there, and changes no rights", () => {
  const rulesOf = (node: string): readonly string[] => {
    const object = steps.find(({ id }) => id === `policy nomad-agents-${node}`)?.values?.["object"] ?? "";
    return (JSON.parse(object) as { Rules: string }).Rules.split("\n");
  };
  expect(rulesOf("n1").slice(0, 3)).toEqual([
    'agent "n1" { policy = "read" }',
    'node_prefix "" { policy = "read" }',
    'service_prefix "" { policy = "read" }',
  ]);
  const written = (node: string) => rulesOf(node).filter((rule) => rule.includes("write"));
  expect(written("n2")).toEqual(
    ["nomad-client", "nomad", "expert-chat", "gateway", "memory", "prometheus"].map(
      (name) => `service "${name}" { policy = "write" }`,
    ),
  );
  expect(written("n1").join(" ")).not.toMatch(/"(?:memory|expert-chat|rpc-chat-n3)"/);
});

test("the gateway keeps what keys have spent, and makes no keys", () => {
  const policy = JSON.parse(steps.find(({ id }) => id === "policy gateway")?.values?.["object"] ?? "") as object;
  expect(policy).toMatchObject({
    Rules: 'key_prefix "hearth/gateway/" { policy = "write" }\nkey_prefix "hearth/gateway/keys/" { policy = "read" }',
  });
});

test("the memory service reads its keys and nothing else", () => {
  const policy = JSON.parse(steps.find(({ id }) => id === "policy memory")?.values?.["object"] ?? "") as object;
  expect(policy).toMatchObject({ Rules: 'key_prefix "hearth/memory/keys/" { policy = "read" }' });
});

test("no secret stands outside the files that only root reads", () => {
  const holders = steps.filter((step) => JSON.stringify(step).includes("«secret:"));
  expect(holders.map(({ values }) => values?.["mode"])).toEqual(holders.map(() => "600"));
  expect(holders).toHaveLength(8);
});
