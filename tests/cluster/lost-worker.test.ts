import { expect, test } from "vitest";
import { killNode, startNode } from "../../lib/lab/lab-node.ts";
import { hearth, testStack } from "../support/hearth.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

const worker = { stack: testStack, node: "n3" };

test("a worker's node that loses power is named with its expert within 30 s, and heals by itself when it is back", async () => {
  await killNode(worker);
  try {
    const status = await waitForStatus(false, 30_000);
    expect(status.nodes.filter(({ ready }) => !ready).map(({ name }) => name)).toEqual(["n3"]);
    expect(status.jobs.filter(({ healthy }) => !healthy).map(({ name }) => name)).toContain("expert-chat");
    const shown = await hearth(["status"]);
    expect(shown.status).toBe(2);
    expect(shown.stdout).toContain("n3");
    expect(shown.stdout).toContain("expert-chat");
  } finally {
    await startNode(worker);
  }
  await waitForStatus(true, 180_000);
  const answer = await hearth(["chat", "What is the capital of France? Answer in one sentence."]);
  expect(answer.stdout).toContain("Paris");
});
