import { expect, test } from "vitest";
import { formatPreflight } from "./format-preflight.ts";
import type { CheckResult, NodeReport } from "./report.ts";
import { waive } from "./waive.ts";

const luks: CheckResult = {
  check: "encrypted-disk",
  state: "warning",
  detail: "/ is encrypted (LUKS)",
  hint: "Unlock it.",
};
const silent: CheckResult = { check: "ssh", state: "error", detail: "it is silent", code: "NODE_UNREACHABLE" };
const nodes: readonly NodeReport[] = [
  { node: "n1", checks: [luks] },
  { node: "n2", checks: [luks, silent] },
];

test("a waiver is for one node or for all, and keeps what was found beside the reason", () => {
  const one = waive(nodes, [{ check: "encrypted-disk", node: "n1", reason: "TPM" }]);
  expect(one.nodes[0]?.checks).toEqual([
    { check: "encrypted-disk", state: "waived", detail: "/ is encrypted (LUKS)", reason: "TPM" },
  ]);
  expect(one.nodes[1]).toBe(one.nodes[1]);
  expect(one.nodes[1]?.checks[0]).toEqual(luks);
  expect(
    waive(nodes, [{ check: "encrypted-disk", reason: "TPM" }]).nodes.map(({ checks }) => checks[0]?.state),
  ).toEqual(["waived", "waived"]);
});

test("whether a machine answers cannot be waived, and a waiver that nothing needs is named", () => {
  const waivers = [
    { check: "ssh", reason: "no" },
    { check: "power", node: "n1", reason: "a long cable" },
  ];
  const { nodes: judged, idle } = waive(nodes, waivers);
  expect(judged[1]?.checks[1]).toBe(silent);
  expect(idle).toEqual(waivers);
});

test("the report shows what is waived with its reason, and which waivers can go", () => {
  const { nodes: judged } = waive(nodes.slice(0, 1), [{ check: "encrypted-disk", reason: "the TPM unlocks it" }]);
  const text = formatPreflight({
    ok: true,
    nodes: judged,
    idleWaivers: [{ check: "power", node: "n1", reason: "a long cable" }],
  });
  expect(text.split("\n")).toEqual([
    "node  check           state   found",
    "n1    encrypted-disk  waived  / is encrypted (LUKS)",
    "",
    "n1: encrypted-disk: waived: the TPM unlocks it",
    "no finding needs the waiver of power on n1: remove it",
    "",
    "1 node: 0 checks ok, 1 waived, 0 warnings, 0 errors",
  ]);
});
