import { join } from "node:path";
import { expect, test } from "vitest";
import { stackFolder } from "../../lib/paths.ts";
import { notYet, ready, waitFor } from "../../lib/wait.ts";
import { changedInventory } from "../support/changed-inventory.ts";
import { hearth, run, testStack } from "../support/hearth.ts";

/** Logs in anew, not over a connection that was open before. */
async function letsUsIn(node: string): Promise<boolean> {
  const config = join(stackFolder(testStack), "ssh_config");
  const options = ["-o", "ControlPath=none", "-o", "ConnectTimeout=2"];
  return (await run("ssh", ["-F", config, ...options, node, "true"])).status === 0;
}

test("a firewall that would shut us out fails `up` with the reason and reverts itself, and the next `up` finds nothing to do", async () => {
  // The person believes that sshd listens there; so the firewall opens that port, and shuts the one that it listens on.
  const environment = changedInventory({
    file: "test.inventory.yaml",
    replace: "  depot: n1\n",
    by: "  depot: n1\n  ports: { ssh: 2222 }\n",
  });
  const up = await hearth(["up"], { environment });
  expect(up.status).toBe(1);
  expect(up.stderr).toMatch(/n\d\/firewall: /);
  expect(up.stderr).toMatch(/a fresh connection to n\d failed after the change; it reverts itself within 30 s/);

  for (const node of ["n1", "n2", "n3"])
    await waitFor({ what: `a fresh login on ${node}`, limitMs: 60_000, intervalMs: 500 }, async () =>
      (await letsUsIn(node)) ? ready(undefined) : notYet("it is still shut"),
    );
  const again = await hearth(["up"]);
  expect(again.stdout, again.stderr).toContain("nothing changed");
  expect((await hearth(["drift"])).stdout).toContain("no drift");
});
