import { expect, test } from "vitest";
import type { VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { killNode, startNode } from "../support/lab-node.ts";
import type { Status } from "../../lib/status/status.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { hearth, hearthJson, testStack } from "../support/hearth.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

interface Found {
  readonly hits: readonly { readonly text: string }[];
}

const question = "What is the capital of France? Answer in one sentence.";

/** n2 has the head of the expert, n3 its worker. A head that loses power does not close its connection to the worker. */
const nodesOfExpert = ["n3", "n2"] as const;

/** Those that have lost power already: one of the expert's may be the memory's too. */
const lost = new Set<string>();

const nodeOfWorker = nodesOfExpert[0];

/** The head's machine runs the expert by itself, and says so. */
async function answersAlone(): Promise<void> {
  await waitFor({ what: "an answer without the worker", limitMs: 90_000, intervalMs: 1_000 }, async () => {
    const { stdout, stderr } = await hearth(["chat", question]);
    return stdout.includes("Paris") ? ready(undefined) : notYet(stderr);
  });
  const { stdout } = await hearth(["--json", "status"]);
  const expert = (JSON.parse(stdout) as Status).jobs.find(({ name }) => name === "expert-chat");
  expect(expert).toMatchObject({
    healthy: false,
    node: "n2",
    reduced: expect.stringContaining("on n2 alone") as string,
  });
}

/** Takes a node's power away while `meanwhile` runs. It is named with its expert, and all heals by itself when it is back. */
async function withoutPower(node: string, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  const isOfExpert = nodesOfExpert.some((name) => name === node);
  await killNode({ stack: testStack, node });
  lost.add(node);
  try {
    await waitFor({ what: `a status that names ${node} alone, and its expert`, limitMs: 30_000 }, async () => {
      const { stdout, stderr } = await hearth(["--json", "status"]);
      if (stdout === "") return notYet(stderr);
      const { nodes, jobs } = JSON.parse(stdout) as Status;
      // Where it led Nomad, nobody knows of the others for the seconds of an election.
      const notReady = nodes.filter(({ ready: isReady }) => !isReady).map(({ name }) => name);
      const notHealthy = jobs.filter(({ healthy }) => !healthy).map(({ name }) => name);
      const isNamed = notReady.join() === node && (!isOfExpert || notHealthy.includes("expert-chat"));
      return isNamed ? ready(undefined) : notYet(JSON.stringify({ notReady, notHealthy }));
    });
    const shown = await hearth(["status"]);
    expect(shown.status).toBe(2);
    expect(shown.stdout).toContain(node);
    if (node === nodeOfWorker) await answersAlone();
    await meanwhile();
  } finally {
    await startNode({ stack: testStack, node });
  }
  // For a moment Consul still shows the checks as they were before the power went.
  await waitFor({ what: "an answer", limitMs: 180_000, intervalMs: 1_000 }, async () => {
    const { stdout, stderr } = await hearth(["chat", question]);
    return stdout.includes("Paris") ? ready(undefined) : notYet(stderr);
  });
  await waitForStatus(true, 240_000);
}

const nodeOfMemory = ({ jobs }: Status): string | null =>
  jobs.find(({ name, healthy }) => name === "memory" && healthy)?.node ?? null;

/** What the vault knows once it has seen a write that no backup holds. */
const withUnkeptWrite = (): Promise<VaultState> =>
  waitFor({ what: "a write that is in no backup", limitMs: 60_000, intervalMs: 500 }, async () => {
    await hearth(["memory", "add", "The light in the cellar is broken."]);
    const state = await hearthJson<VaultState>(["memory", "backups"]);
    const [newest] = state.backups;
    const isUnkept = newest !== undefined && (state.witness?.writtenAt ?? "") > newest.at;
    return isUnkept ? ready(state) : notYet(JSON.stringify(state.witness));
  });

test("a memory whose node loses power comes back on another from the last backup, and says what is lost", async () => {
  const lostNode = nodeOfMemory(await waitForStatus(true, 180_000)) ?? "";
  await hearth(["memory", "add", "The boiler was serviced in October."]);
  expect((await hearth(["memory", "backup"])).status).toBe(0);
  const { backups, witness } = await withUnkeptWrite();
  await withoutPower(lostNode, async () => {
    const node = await waitFor({ what: "a memory on another node", limitMs: 300_000, intervalMs: 2_000 }, async () => {
      const { stdout } = await hearth(["--json", "status"]);
      const found = stdout === "" ? null : nodeOfMemory(JSON.parse(stdout) as Status);
      return found !== null && found !== lostNode ? ready(found) : notYet(stdout);
    });
    const { beginnings } = await hearthJson<VaultState>(["memory", "backups"]);
    expect(beginnings[0]).toMatchObject({
      node,
      from: backups[0]?.id,
      lost: { after: backups[0]?.at, until: witness?.writtenAt },
    });
    const { hits } = await hearthJson<Found>(["memory", "search", "when is the heating due?"]);
    expect(hits.map(({ text }) => text)).toContain("The boiler was serviced in October.");
  });
  expect(nodeOfMemory(await hearthJson<Status>(["status"]))).not.toBe(lostNode);
});

test("the node of an expert's head and that of its worker, when they lose power, are named, and all heals", async () => {
  for (const node of nodesOfExpert) if (!lost.has(node)) await withoutPower(node);
});
