import { expect, test } from "vitest";
import { killNode, startNode } from "../support/lab-node.ts";
import type { Status } from "../../lib/status/status.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { hearth, testStack } from "../support/hearth.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

const worker = { stack: testStack, node: "n3" };

test("a worker's node that loses power is named with its expert within 30 s, and heals by itself when it is back", async () => {
  await killNode(worker);
  try {
    await waitFor({ what: "a status that names n3 alone, and expert-chat", limitMs: 30_000 }, async () => {
      const { nodes, jobs } = JSON.parse((await hearth(["--json", "status"])).stdout) as Status;
      // Where n3 led Nomad, nobody knows of the others for the seconds of an election.
      const notReady = nodes.filter(({ ready: isReady }) => !isReady).map(({ name }) => name);
      const notHealthy = jobs.filter(({ healthy }) => !healthy).map(({ name }) => name);
      const isNamed = notReady.join() === "n3" && notHealthy.includes("expert-chat");
      return isNamed ? ready(undefined) : notYet(JSON.stringify({ notReady, notHealthy }));
    });
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

test("a head's node that loses power is named with its expert, and heals by itself when it is back", async () => {
  const head = { stack: testStack, node: "n2" };
  await killNode(head);
  try {
    const { jobs } = await waitForStatus(false, 30_000);
    expect(jobs.filter(({ healthy }) => !healthy).map(({ name }) => name)).toContain("expert-chat");
  } finally {
    await startNode(head);
  }
  // Its worker on n3 has not heard that the connection is gone.
  await waitForStatus(true, 180_000);
  const answer = await hearth(["chat", "What is the capital of France? Answer in one sentence."]);
  expect(answer.stdout).toContain("Paris");
});
