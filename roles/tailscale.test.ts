import { expect, test } from "vitest";
import { buildUnits } from "../lib/plan/build-plan.ts";
import { loadRoles } from "../lib/plan/load-roles.ts";
import { compileUnit } from "../lib/steps/compile.ts";
import { sampleCluster } from "../tests/support/sample-cluster.ts";

const units = buildUnits(sampleCluster(), await loadRoles());
const script = (node: string): string =>
  units.filter((unit) => unit.node === node && unit.role === "tailscale").map((unit) => compileUnit(unit))[0] ?? "";

test("the launcher is asked for a key from the node that has Headscale", () => {
  expect(script("n2").split("\n").slice(0, 3)).toEqual([
    "# hearth unit n2/tailscale",
    "# artifact: tailscale-1.102.4",
    "# join: headscale n1",
  ]);
});

test("the key comes from a file: it is in no command line and in no script", () => {
  expect(script("n2")).toContain('--auth-key "file:$key"');
  expect(script("n2")).not.toContain("hskey");
});

test("no address stands in the script, for the overlay hands those out", () => {
  expect(script("n2").match(/\b\d+\.\d+\.\d+\.\d+\b/)).toBeNull();
});

test("every node waits until Headscale runs", () => {
  const needs = units.find(({ node, role }) => node === "n3" && role === "tailscale")?.needs;
  expect(needs).toContain("n1/headscale");
});
