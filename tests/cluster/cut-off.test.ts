import { join } from "node:path";
import { expect, test } from "vitest";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import { execOnNode } from "../support/lab-node.ts";
import { stackFolder } from "../../lib/paths.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { changedInventory, type GivenInventory } from "../support/changed-inventory.ts";
import { hearth, run, testStack } from "../support/hearth.ts";
import { isThorough } from "../support/thorough.ts";

const n2 = { stack: testStack, node: "n2" };

/** The lab's nodes as if they were machines of a home, and n2 behind a forwarded port, as behind a router. */
function asMachines({ cluster, nodes, ...rest }: GivenInventory): GivenInventory {
  const accesses = readLabFile(testStack).nodes;
  const machines = nodes.map((node) => {
    const { address, user, hostKey, identityFile } = accesses.find(({ name }) => name === node.name)!;
    return { ...node, address, ssh: { user, hostKey, identityFile, port: node.name === "n2" ? 2222 : 22 } };
  });
  return { ...rest, cluster: { ...cluster, nodesFrom: "inventory" }, nodes: machines };
}

const forward =
  "hearth-test-forward { chain in { type nat hook prerouting priority dstnat; tcp dport 2222 redirect to :22; }; }";

/** Logs in over a new connection, not one that was open before. */
async function letsUsIn(): Promise<boolean> {
  const options = ["-o", "ControlPath=none", "-o", "ConnectTimeout=2"];
  return (await run("ssh", ["-F", join(stackFolder(testStack), "ssh_config"), ...options, "n2", "true"])).status === 0;
}

/* tests/nodes/roles.test.ts has the same change made and reverted on one node in every run. */
test.runIf(isThorough)(
  "a firewall that would shut us out fails `up` with the reason and reverts itself, and the next `up` finds nothing to do",
  async () => {
    await execOnNode(n2, `nft 'table ip ${forward}'`);
    try {
      // The port that we dial is opened, and the one that sshd listens on behind it is shut.
      const up = await hearth(["up"], { environment: changedInventory({ inventory: asMachines }) });
      expect(up.status).toBe(1);
      expect(up.stderr).toContain("error UNIT_FAILED: n2/firewall: ");
      expect(up.stderr).toContain("a fresh connection to n2 failed after the change; it reverts itself within 30 s");
      await waitFor({ what: "a fresh login on n2", limitMs: 60_000, intervalMs: 500 }, async () =>
        (await letsUsIn()) ? ready(undefined) : notYet("it is still shut"),
      );
    } finally {
      await execOnNode(n2, "nft delete table ip hearth-test-forward");
    }
    const again = await hearth(["up"]);
    expect(again.stdout, again.stderr).toContain("nothing changed");
    expect((await hearth(["drift"])).stdout).toContain("no drift");
  },
);
