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
  await killNode({ stack: testStack, node: lostNode });
  try {
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
  } finally {
    await startNode({ stack: testStack, node: lostNode });
  }
  await waitForStatus(true, 240_000);
  expect(nodeOfMemory(await hearthJson<Status>(["status"]))).not.toBe(lostNode);
});
