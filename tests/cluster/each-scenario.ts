import { beforeAll, beforeEach } from "vitest";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import { testStack } from "../support/hearth.ts";
import { execOnNode } from "../support/lab-node.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

/** What the scenario before did may still be healing. One that does not heal is its failure, not that of the next. */
beforeAll(async () => {
  await waitForStatus(true, 180_000);
}, 200_000);

/** What a node's agents last complained about, and how busy the node is. */
const script = [
  "cat /proc/loadavg",
  ...["tailscaled", "consul", "nomad"].map(
    (unit) =>
      `journalctl -u ${unit} -n 400 -o short-iso --no-pager | grep -E 'WARN|ERROR|Error|Started' | tail -n 8 | cut -c 1-240`,
  ),
].join("\n");

async function complaints(node: string): Promise<string> {
  try {
    return await execOnNode({ stack: testStack, node }, script);
  } catch (thrown) {
    return String(thrown);
  }
}

/** A failed test shows what the nodes were doing: the lab is gone by the time that somebody reads of it. */
beforeEach(({ onTestFailed }) => {
  onTestFailed(async ({ task }) => {
    const [error] = task.result?.errors ?? [];
    if (error === undefined) return;
    const nodes = readLabFile(testStack).nodes.map(({ name }) => name);
    const texts = await Promise.all(nodes.map(async (node) => `--- ${node}\n${await complaints(node)}`));
    error.message += `\n${texts.join("\n")}`;
  }, 60_000);
});
