import { expect, test } from "vitest";
import { buildUnits } from "../lib/plan/build-plan.ts";
import { loadRoles } from "../lib/plan/load-roles.ts";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { roleContext } from "../tests/support/role-context.ts";
import { role } from "./overlay-names.ts";

test("every node learns the name of every node, its own too", () => {
  const values = role.steps(roleContext("n2"))[1]?.values;
  expect([values?.["nodes"], values?.["domain"]]).toEqual(["n1 n2 n3", "hearth"]);
});

test("names are looked up once all have joined", async () => {
  const units = buildUnits(sampleCluster(), await loadRoles());
  const needs = units.find(({ node, role: name }) => node === "n1" && name === "overlay-names")?.needs;
  expect(needs).toEqual(["n1/tailscale", "n2/tailscale", "n3/tailscale"]);
});

test("once all have joined, a copy is asked for of what Headscale knows, and of nothing else", () => {
  const requests = ["n1", "n2"].map((node) => role.steps(roleContext(node)).flatMap((step) => step.requests ?? []));
  expect(requests).toEqual([[{ kind: "keep", words: ["headscale"] }], []]);
  const tailnet = { ...sampleCluster(), overlay: { control: "tailscale", tailnet: "example" } as const };
  expect(role.steps(roleContext("n1", tailnet)).flatMap((step) => step.requests ?? [])).toEqual([]);
});
