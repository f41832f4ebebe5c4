import { expect, test } from "vitest";
import { execOnNode } from "../support/lab-node.ts";
import { changedInventory, type GivenInventory } from "../support/changed-inventory.ts";
import { hearth, testStack } from "../support/hearth.ts";
import { isThorough } from "../support/thorough.ts";

const withN4 = ({ nodes, ...rest }: GivenInventory): GivenInventory => ({ ...rest, nodes: [...nodes, { name: "n4" }] });
const onN4 = (command: string): Promise<string> => execOnNode({ stack: testStack, node: "n4" }, command);

const title =
  "a unit whose first run failed and that then leaves the inventory, with its machine, is reported and undone";
test.runIf(isThorough)(title, async () => {
  const environment = changedInventory({ inventory: withN4 });
  expect((await hearth(["lab", "up"], { environment })).status).toBe(0);
  // No file can be written where a folder is; what the unit does before that is done.
  await onN4("mkdir -p /etc/logrotate.d/hearth");
  const before = await onN4("ls /etc/sysctl.d /etc/systemd/journald.conf.d 2>/dev/null | sort");
  const failed = await hearth(["up"], { environment });
  expect([failed.status, failed.stderr.includes("error UNIT_FAILED: n4/base: ")]).toEqual([1, true]);
  expect(await onN4("find /var/lib/hearth/owned -type f")).not.toBe("");

  const drift = await hearth(["drift"]);
  expect(drift.status).toBe(2);
  expect(drift.stdout).toMatch(/n4 +base +all of it +drifted +it was started but never finished/);

  const up = await hearth(["up"]);
  expect([up.status, up.stderr.includes("undo n4/base, which was started but never finished")]).toEqual([0, true]);
  // That is the node itself, of which Pulumi has nothing but the name.
  expect(up.stdout).toContain("1 deleted");
  expect(await onN4("find /var/lib/hearth/owned -type f")).toBe("");
  expect(await onN4("ls /etc/sysctl.d /etc/systemd/journald.conf.d 2>/dev/null | sort")).toBe(before);
  expect((await hearth(["drift"])).stdout).toContain("no drift");
  const again = await hearth(["up"]);
  expect([again.stdout.includes("nothing changed"), again.stderr.includes("n4")]).toEqual([true, false]);
});
