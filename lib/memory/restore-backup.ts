import type { VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { connectCluster } from "../cluster/connect-cluster.ts";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { connectMemory } from "./connect-memory.ts";
import { connectVault } from "./connect-vault.ts";

interface Where {
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Restarts the service from a backup, and waits until it has started. Throws UNHEALTHY if it is not running. */
export async function restoreBackup(id: string, { folder, signal }: Where): Promise<VaultState["beginnings"][number]> {
  const { nomad } = connectCluster(folder);
  const vault = await connectVault(folder);
  const running = (await nomad.allocations("memory")).find(({ ClientStatus }) => ClientStatus === "running");
  if (running === undefined) {
    throw new HearthError({
      code: "UNHEALTHY",
      message: "the memory service is not running, so it cannot be restarted",
      hint: "Bring it up with `hearth up`, then restore.",
    });
  }
  await vault.choose(id);
  await nomad.restart(running.ID);
  const hint = "Read what keeps it back with `hearth logs memory`.";
  const beginning = await waitFor(
    { what: `a start from ${id}`, limitMs: 180_000, intervalMs: 1_000, signal, hint },
    async () => {
      const { beginnings, chosen } = await vault.state();
      const [newest] = beginnings;
      const hasBegun = chosen === undefined && newest?.from === id;
      return hasBegun ? ready(newest) : notYet("the service has not started from it yet");
    },
  );
  await waitUntilServing({ folder, signal });
  return beginning;
}

/** The service has its data before it answers, and Consul notices a moment later. */
async function waitUntilServing({ folder, signal }: Where): Promise<void> {
  const hint = "Read what keeps it back with `hearth logs memory`.";
  await waitFor(
    { what: "the memory service to answer", limitMs: 180_000, intervalMs: 1_000, signal, hint },
    async () => {
      try {
        await (await connectMemory(folder)).call("listMemories", { query: { limit: 1 } });
        return ready(undefined);
      } catch (thrown) {
        return notYet(messageOf(thrown));
      }
    },
  );
}
