import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pauseNode, unpauseNode } from "../support/lab-node.ts";
import { stackFolder } from "../../lib/paths.ts";
import { onNode, run, testStack, type Run } from "../support/hearth.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

/** Plain Pulumi: `hearth up` would first wake the lab's node. */
const pulumiUp = (): Promise<Run> =>
  run("sh", [
    "-c",
    `eval "$(./hearth --stack ${testStack} env)" && exec pulumi up --yes --skip-preview --non-interactive`,
  ]);

/** Changes whenever a unit writes anything on the node. */
const logSizes = async (): Promise<string> => (await onNode("n1", "cat /var/log/hearth/*.log | wc -c")).stdout;

test("a node that does not answer is named within 15 s, and nothing is changed anywhere", async () => {
  const before = await logSizes();
  await pauseNode({ stack: testStack, node: "n2" });
  let result: Run;
  try {
    result = await pulumiUp();
  } finally {
    await unpauseNode({ stack: testStack, node: "n2" });
  }
  expect(result.status).not.toBe(0);
  expect(`${result.stdout}${result.stderr}`).toMatch(/n2 ssh: .*/);
  expect(result.seconds).toBeLessThan(20);
  expect(await logSizes()).toBe(before);
  await waitForStatus(true, 120_000);
});

test("a node with another host key than the pinned one is refused", async () => {
  const file = join(stackFolder(testStack), "lab.json");
  const written = readFileSync(file, "utf8");
  const lab = JSON.parse(written) as { nodes: { name: string; hostKey: string }[] };
  const [first, second] = lab.nodes;
  if (first === undefined || second === undefined) throw new Error("the lab has two nodes at least");
  second.hostKey = first.hostKey;
  writeFileSync(file, JSON.stringify(lab));
  try {
    const result = await run("sh", [
      "-c",
      `./hearth --stack ${testStack} preflight; eval "$(./hearth --stack ${testStack} env)" && exec pulumi up --yes --skip-preview --non-interactive`,
    ]);
    expect(result.status).not.toBe(0);
    expect(`${result.stdout}${result.stderr}`).toContain("host key");
  } finally {
    writeFileSync(file, written);
    await run("./hearth", ["--stack", testStack, "preflight"]);
  }
});
