import { expect, test } from "vitest";
import { killNode, startNode } from "../support/lab-node.ts";
import type { Status } from "../../lib/status/status.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { hearth, testStack } from "../support/hearth.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

const question = "What is the capital of France? Answer in one sentence.";

/* n2 has the head of the expert, n3 its worker. A head that loses power does not close its connection to the worker. */
test.each(["n3", "n2"])(
  "%s, when it loses power, is named with its expert within 30 s, and all heals by itself when it is back",
  async (node) => {
    await killNode({ stack: testStack, node });
    try {
      await waitFor({ what: `a status that names ${node} alone, and expert-chat`, limitMs: 30_000 }, async () => {
        const { nodes, jobs } = JSON.parse((await hearth(["--json", "status"])).stdout) as Status;
        // Where it led Nomad, nobody knows of the others for the seconds of an election.
        const notReady = nodes.filter(({ ready: isReady }) => !isReady).map(({ name }) => name);
        const notHealthy = jobs.filter(({ healthy }) => !healthy).map(({ name }) => name);
        const isNamed = notReady.join() === node && notHealthy.includes("expert-chat");
        return isNamed ? ready(undefined) : notYet(JSON.stringify({ notReady, notHealthy }));
      });
      const shown = await hearth(["status"]);
      expect(shown.status).toBe(2);
      expect(shown.stdout).toContain(node);
      expect(shown.stdout).toContain("expert-chat");
    } finally {
      await startNode({ stack: testStack, node });
    }
    // For a moment Consul still shows the checks as they were before the power went.
    await waitFor({ what: "an answer", limitMs: 180_000, intervalMs: 1_000 }, async () => {
      const { stdout, stderr } = await hearth(["chat", question]);
      return stdout.includes("Paris") ? ready(undefined) : notYet(stderr);
    });
    await waitForStatus(true, 60_000);
  },
);
