import { expect, test } from "vitest";
import { nodeAccess, parseInspection } from "./lab-containers.ts";

const inspected = (node: string) => ({
  Name: `/hearth-1-lab-${node}`,
  State: { Status: "running", Pid: 7 },
  Config: {
    Labels: {
      "hearth.lab": "hearth-1-lab",
      "hearth.node": node,
      "hearth.address": "10.1.0.2",
      "hearth.host-key": "ssh-ed25519 AAAAhost",
      "hearth.identity": "ssh-ed25519 AAAAmine",
    },
  },
});
const n2 = {
  container: "hearth-1-lab-n2",
  lab: "hearth-1-lab",
  node: "n2",
  address: "10.1.0.2",
  hostKey: "ssh-ed25519 AAAAhost",
  identity: "ssh-ed25519 AAAAmine",
  state: "running",
};

test("a node is read from its container's labels", () => {
  expect(parseInspection(JSON.stringify([inspected("n2")]))).toEqual([n2]);
});

test("nodes are in the order a person counts", () => {
  const nodes = parseInspection(JSON.stringify([inspected("n10"), inspected("n2")])).map(({ node }) => node);
  expect(nodes).toEqual(["n2", "n10"]);
});

test("a node is reached as its operator, with the pinned key", () => {
  expect(nodeAccess(n2, "/keys/id")).toEqual({
    name: "n2",
    address: "10.1.0.2",
    port: 22,
    user: "operator",
    hostKey: "ssh-ed25519 AAAAhost",
    identityFile: "/keys/id",
  });
});
