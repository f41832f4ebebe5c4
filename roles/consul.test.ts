import { expect, test } from "vitest";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { role } from "./consul.ts";

const cluster = { ...sampleCluster(), servers: ["n1"] };
const settings = (node: string): readonly string[] =>
  linesOf(role.steps(roleContext(node, cluster)), "/etc/hearth/consul.hcl");
const secrets = (node: string): unknown =>
  JSON.parse(linesOf(role.steps(roleContext(node, cluster)), "/etc/hearth/secrets/consul/secrets.json").join(""));

test("an agent is closed: HTTPS alone, no rights without a token, peers with certificates", () => {
  expect(settings("n2")).toEqual(
    expect.arrayContaining([
      "http = -1",
      "https = 8501",
      "grpc = -1",
      "grpc_tls = 8503",
      'default_policy = "deny"',
      "verify_outgoing = true",
      "verify_server_hostname = true",
    ]),
  );
});

test("it binds to the overlay by its interface, and joins by name", () => {
  expect(settings("n2")).toContain(String.raw`bind_addr = "{{GetInterfaceIP \"tailscale0\"}}"`);
  expect(settings("n2")).toContain('retry_join = ["n1.hearth"]');
});

test("servers wait for each other; the others are clients", () => {
  expect(settings("n1").slice(3, 5)).toEqual(["server = true", "bootstrap_expect = 1"]);
  expect(settings("n2").filter((line) => /^(server =|bootstrap)/.test(line))).toEqual([
    "server = false",
    "server = 8300",
  ]);
});

test("each agent has a token of its own; the first token is on servers alone", () => {
  const encrypt = "«secret:consul.gossip»";
  expect(secrets("n1")).toEqual({
    encrypt,
    acl: { tokens: { agent: "«secret:consul.agent.n1»", initial_management: "«secret:consul.management»" } },
  });
  expect(secrets("n2")).toEqual({ encrypt, acl: { tokens: { agent: "«secret:consul.agent.n2»" } } });
});

test("all of it is for the overlay, and the servers' port is on servers", () => {
  const names = (node: number): readonly string[] =>
    role.endpoints(cluster, cluster.nodes[node]!).map(({ name, reach }) => `${name} ${reach}`);
  expect(names(1)).toEqual(["consul-https overlay", "consul-serf overlay", "consul-serf overlay"]);
  expect(names(0)).toEqual([...names(1), "consul-server overlay"]);
});

test("the service is not root", () => {
  expect(linesOf(role.steps(roleContext("n2")), "/etc/systemd/system/consul.service")).toContain("User=consul");
});
