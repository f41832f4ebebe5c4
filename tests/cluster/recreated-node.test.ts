import { expect, test } from "vitest";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import { recreateNode } from "../support/lab-node.ts";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import type { Status } from "../../lib/status/status.ts";
import { hearth, hearthJson, testStack } from "../support/hearth.ts";
import { endedInOrder, interruptUp } from "../support/interrupted-up.ts";
import { isThorough } from "../support/thorough.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

const hostKey = (node: string): string | undefined =>
  readLabFile(testStack).nodes.find(({ name }) => name === node)?.hostKey;

/** By node, but for one. */
const addressesWithout = ({ nodes }: Status, gone: string): readonly (readonly [string, string | null])[] =>
  nodes.filter(({ name }) => name !== gone).map(({ name, overlayAddress }) => [name, overlayAddress]);

/*
 * n1 is one server of three and holds the overlay together, and the depot is on it; n3, which is just a server, is recreated with
 * --all only.
 */
test.each(isThorough ? ["n3", "n1"] : ["n1"])(
  "%s, recreated behind Pulumi's back, is provisioned again by `up`, even if the first is killed and the second interrupted, and the others stay who they are",
  async (node) => {
    await waitForStatus(true, 180_000);
    const [keyBefore, before] = [hostKey(node), await hearthJson<Status>(["status"])];
    await recreateNode({ stack: testStack, spec: { name: node }, log: silentLog });
    expect(hostKey(node)).not.toBe(keyBefore);

    const killed = await hearth(["up"], { kill: { when: new RegExp(`updated ${node}/tailscale `), afterMs: 500 } });
    expect(killed.status, "an up that is killed in the midst").toBeNull();
    expect(killed.stderr).toContain(`updated ${node}/base`);
    const moment = { in: "the agents", when: new RegExp(`updated ${node}/consul `), afterMs: 500 };
    expect(await interruptUp(moment)).toEqual(endedInOrder(moment.in));
    const up = await hearth(["up"]);
    expect(up.status, up.stderr).toBe(0);
    expect(up.stderr).toContain(`updated ${node}/nomad`);
    expect(up.stdout).toContain("Paris");
    const after = await hearthJson<Status>(["status"]);
    expect(after.healthy).toBe(true);
    expect(addressesWithout(after, node)).toEqual(addressesWithout(before, node));
    expect((await hearth(["drift"])).stdout).toContain("no drift");
    expect((await hearth(["up"])).stdout).toContain("nothing changed");
    expect((await hearth(["preview", "--expect-no-changes"])).status).toBe(0);
  },
);
