import { expect, test } from "vitest";
import { readLabFile } from "../../lib/lab/lab-file.ts";
import { recreateNode } from "../../lib/lab/lab-node.ts";
import { silentLog } from "../../lib/log.ts";
import type { Status } from "../../lib/status/status.ts";
import { hearth, hearthJson, testStack } from "../support/hearth.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

const hostKey = (): string | undefined => readLabFile(testStack).nodes.find(({ name }) => name === "n3")?.hostKey;

test("a node that was made anew behind Pulumi's back is provisioned again by the next `up`", async () => {
  await waitForStatus(true, 180_000);
  const before = hostKey();
  await recreateNode({ stack: testStack, spec: { name: "n3" }, log: silentLog });
  expect(hostKey()).not.toBe(before);

  const up = await hearth(["up"]);
  expect(up.status, up.stderr).toBe(0);
  expect(up.stderr).toContain("updated n3/base");
  expect(up.stdout).toContain("Paris");
  expect((await hearthJson<Status>(["status"])).healthy).toBe(true);
  expect((await hearth(["drift"])).stdout).toContain("no drift");
  expect((await hearth(["up"])).stdout).toContain("nothing changed");
});
