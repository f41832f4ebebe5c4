import { expect, test } from "vitest";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { role } from "./consul-acl.ts";

/** A role that is added may want a token too. */
const context = roleContext("n1");
const consulTokens = context.consulTokens?.filter(({ name }) => name === "nomad") ?? [];
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
  expect(new Set(accessors(steps)).size).toBe(4);
});

test("Nomad registers services and changes no rights", () => {
  const policy = JSON.parse(steps.find(({ id }) => id === "policy nomad-agents")?.values?.["object"] ?? "") as object;
  expect(policy).toMatchObject({
    Rules:
      'agent_prefix "" { policy = "read" }\nnode_prefix "" { policy = "read" }\nservice_prefix "" { policy = "write" }',
  });
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
  expect(holders).toHaveLength(5);
});
