import { expect, test } from "vitest";
import type { LabContainer } from "./lab-containers.ts";
import { planNodes, type NodePlanInput } from "./plan-nodes.ts";

const identity = "ssh-ed25519 AAAAmine";
const container = (node: string, state: string, changes: Partial<LabContainer> = {}): LabContainer => ({
  container: `hearth-1-lab-${node}`,
  lab: "hearth-1-lab",
  node,
  address: `10.1.0.${10 + Number(node.slice(1))}`,
  hostKey: "ssh-ed25519 AAAAhost",
  identity,
  state,
  ...changes,
});
const plan = (input: Partial<NodePlanInput>) =>
  planNodes({
    specs: [{ name: "n1" }],
    containers: [],
    network: { subnet: "10.1.0.0/16", isNew: false },
    identity,
    formerAddress: () => undefined,
    ...input,
  });
const made = (replaces: boolean, address = "10.1.0.2") => [{ kind: "make", spec: { name: "n1" }, address, replaces }];

test("missing nodes are made, each with an address of its own", () => {
  expect(plan({ specs: [{ name: "n1" }, { name: "n2", cpus: 1 }] })).toEqual([
    { kind: "make", spec: { name: "n1" }, address: "10.1.0.2", replaces: false },
    { kind: "make", spec: { name: "n2", cpus: 1 }, address: "10.1.0.3", replaces: false },
  ]);
});

test.each([
  ["running", "leave"],
  ["exited", "start"],
  ["paused", "unpause"],
])("a node that is %s: %s", (state, kind) => {
  const existing = container("n1", state);
  expect(plan({ containers: [existing] })).toEqual([{ kind, container: existing }]);
});

test.each(["created", "dead", "removing"])("a node that is %s is replaced", (state) => {
  expect(plan({ containers: [container("n1", state)] })).toEqual(made(true));
});

test("a node that was made for another key is replaced", () => {
  const other = container("n1", "running", { identity: "ssh-ed25519 AAAAother" });
  expect(plan({ containers: [other] })).toEqual(made(true));
});

test("a node whose network is gone is replaced", () => {
  expect(plan({ containers: [container("n1", "exited")], network: { subnet: "10.1.0.0/16", isNew: true } })).toEqual(
    made(true),
  );
});

test("a replaced node keeps the address that the lab's file remembers", () => {
  const input = { containers: [container("n1", "created")], formerAddress: () => "10.1.0.77" };
  expect(plan(input)).toEqual(made(true, "10.1.0.77"));
});

test("a new node does not get the address of a node that was not asked for", () => {
  const other = container("n2", "exited", { address: "10.1.0.2" });
  expect(plan({ containers: [other] })).toEqual(made(false, "10.1.0.3"));
});

test("a full network is an error that names the node", () => {
  expect(() => plan({ network: { subnet: "10.1.0.0/31", isNew: false } })).toThrow(
    "the lab's network 10.1.0.0/31 has no address left for n1",
  );
});
