import { expect, inject, onTestFailed, test } from "vitest";
import { hearth } from "../support/hearth.ts";
import { endedInOrder, interruptUp, type Moment } from "../support/interrupted-up.ts";
import { plantCanaries } from "../support/plant-canaries.ts";
import { isThorough } from "../support/thorough.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

/** Each is later than those before it. */
const moments: readonly Moment[] = [
  { in: "the first units", when: /created n1\/base/, afterMs: 300 },
  { in: "units that wait for each other", when: /created n1\/headscale /, afterMs: 2_000 },
  { in: "the agents", when: /created n2\/consul /, afterMs: 2_000 },
  { in: "registrations", when: /created gate\/nodes/, afterMs: 500 },
  // The run before may have come to the jobs, but not through their gates.
  { in: "gates", when: /created (job|gate)\/(?!nodes)/, afterMs: 1_000 },
];

test("an up that is ended by Ctrl-C before there is anything on a node says so, and leaves nothing in the midst", () => {
  const interruptions = inject("earlyInterruptions");
  expect(interruptions).toEqual(interruptions.map(({ in: phase }) => endedInOrder(phase)));
  expect(interruptions).toHaveLength(2);
});

/* recreated-node.test.ts does so with one node in every run. */
test.runIf(isThorough)(
  "an up that is killed, or ended by Ctrl-C with a word and nothing left in the midst, is continued by the next",
  async () => {
    // The other tests want a cluster that is up.
    onTestFailed(async () => {
      await hearth(["up"]);
    }, 600_000);
    await hearth(["down", "--yes"]);
    await plantCanaries();
    const { status } = await hearth(["up"], { kill: { when: /created n2\/nomad/, afterMs: 500 } });
    expect(status, "an up that is killed in the midst").toBeNull();
    for (const moment of moments) expect(await interruptUp(moment)).toEqual(endedInOrder(moment.in));
    const last = await hearth(["up"]);
    expect(last.status, last.stderr).toBe(0);
    expect(last.stderr).not.toContain("was interrupted");
    await waitForStatus(true, 60_000);
    expect((await hearth(["drift"])).stdout).toContain("no drift");
    expect((await hearth(["up"])).stdout).toContain("nothing changed");
  },
);
