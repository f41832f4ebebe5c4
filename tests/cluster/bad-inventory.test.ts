import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../lib/paths.ts";
import { hearth } from "../support/hearth.ts";
import { snapshot } from "../support/snapshot.ts";

const file = join(root, "tests", "fixtures", "bad-days", "typo-and-duplicate-address.inventory.yaml");
const findings = [
  `${file}:6:3 cluster.datacentre: is not a known key here; did you mean \`datacenter\`?`,
  `${file}:14:14 nodes[n2].address: 192.0.2.11 is the address of both n1 and n2; correct one of the two`,
];

test("a typo and a duplicate address end `up` with both of them by line and column, and nothing is changed", async () => {
  const before = await snapshot();
  const up = await hearth(["up"], { environment: { HEARTH_INVENTORY: file } });
  expect([up.status, up.stdout]).toEqual([78, ""]);
  const lines = up.stderr.trimEnd().split("\n");
  expect([lines.slice(0, -2), lines.at(-1)]).toEqual([
    ["error CONFIG_INVALID: 2 findings in the configuration", ...findings.map((finding) => `  ${finding}`)],
    "  More: docs/errors.md#config_invalid",
  ]);
  expect(await snapshot()).toEqual(before);
});

test("`config check` names the same from any folder", async () => {
  const check = await hearth(["config", "check", file]);
  expect([check.status, check.stdout.trim().split("\n")]).toEqual([78, findings]);
});
