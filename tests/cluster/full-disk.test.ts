import { expect, test } from "vitest";
import { execOnNode, mountLimitedDisk } from "../support/lab-node.ts";
import { changedInventory } from "../support/changed-inventory.ts";
import { hearth, testStack } from "../support/hearth.ts";
import { snapshot } from "../support/snapshot.ts";

const n2 = { stack: testStack, node: "n2" };

/** Runs `work` while a folder of n2 lies on a disk without a byte to spare. */
async function withFullDisk<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mountLimitedDisk(n2, folder, 2 ** 16);
  try {
    await execOnNode(n2, `cat /dev/zero >${folder}/full 2>/dev/null || true`);
    return await work();
  } finally {
    await execOnNode(n2, `umount ${folder}`);
  }
}

test("a full disk ends `up` with its node, its path and what is free, and nothing is changed anywhere", async () => {
  const before = await snapshot();
  const up = await withFullDisk("/opt/hearth", () => hearth(["up"]));
  expect(up.status).toBe(1);
  expect(up.stderr).toContain("n2 disk: /opt/hearth has 0 bytes free");
  expect(up.stderr).toContain("preflight failed; nothing was changed");
  expect(await snapshot()).toEqual(before);
});

test("a disk that is full by the time a unit writes fails `up` with the node, the file and the reason; with room again nothing is left of it", async () => {
  const environment = changedInventory({
    inventory: ({ nodes, ...rest }) => ({
      ...rest,
      nodes: nodes.map((node) => (node.name === "n2" ? { ...node, options: { base: { journalSize: "400M" } } } : node)),
    }),
  });
  const up = await withFullDisk("/etc/systemd/journald.conf.d", () => hearth(["up"], { environment }));
  expect(up.status).toBe(1);
  expect(up.stderr).toContain("n2/base");
  expect(up.stderr).toContain("file /etc/systemd/journald.conf.d/60-hearth.conf: failed");
  expect(up.stderr).toContain("No space left on device");
  expect(await execOnNode(n2, "find /etc -name '*.hearth-*'")).toBe("");
  const again = await hearth(["up"]);
  expect(again.stdout, again.stderr).toContain("nothing changed");
  expect((await hearth(["drift"])).status).toBe(0);
});
