import { expect, test } from "vitest";
import type { ServerHealth } from "../../http/server-health.ts";
import { quorumProblem } from "./quorum.ts";

const server = (node: string, other: Partial<ServerHealth> = {}): ServerHealth => ({
  node,
  healthy: true,
  leader: false,
  voter: true,
  version: "1.0.0",
  ...other,
});
const three = [server("n1", { leader: true }), server("n2"), server("n3")];

test("one of three servers may go, the leader too", () => {
  expect(quorumProblem("n1", "Nomad", three)).toBeUndefined();
  expect(quorumProblem("n2", "Nomad", three)).toBeUndefined();
});

test("a machine without a server may always go", () => {
  expect(quorumProblem("n9", "Nomad", [server("n1")])).toBeUndefined();
});

test("with one server sick, no other may go, and the sick one may", () => {
  const servers = [...three.slice(0, 2), server("n3", { healthy: false })];
  expect(quorumProblem("n1", "Consul", servers)).toBe(
    "without n1, Consul would have 1 of 3 servers and needs 2; not healthy: n3",
  );
  expect(quorumProblem("n3", "Consul", servers)).toBeUndefined();
});

test("the only server is named as that, and of two none may go", () => {
  expect(quorumProblem("n1", "Nomad", [server("n1")])).toBe("n1 is the only server of Nomad");
  expect(quorumProblem("n1", "Nomad", three.slice(0, 2))).toBe(
    "without n1, Nomad would have 1 of 2 servers and needs 2",
  );
});

test("a server that only replicates does not count", () => {
  const servers = [...three.slice(0, 2), server("n3", { voter: false })];
  expect(quorumProblem("n1", "Nomad", servers)).toContain("1 of 2 servers");
});
