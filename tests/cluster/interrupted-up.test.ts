import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFailed, test } from "vitest";
import { stackFolder, stateFolder } from "../../lib/paths.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { hearth, testStack } from "../support/hearth.ts";
import { leftBehind } from "../support/left-behind.ts";
import { plantCanaries } from "../support/plant-canaries.ts";
import { isThorough } from "../support/thorough.ts";
import { waitForStatus } from "../support/wait-for-status.ts";

interface Moment {
  readonly in: string;
  /** What the output says when the moment is near. */
  readonly when: RegExp;
  /** How long after it Ctrl-C is pressed. */
  readonly afterMs: number;
}

/** Before there is anything on a node. */
const early: readonly Moment[] = [
  { in: "the lab", when: /wait for SSH/, afterMs: 0 },
  { in: "the stack's keys", when: /pack gateway|pulumi up/, afterMs: 0 },
];
/** Each is later than those before it. */
const late: readonly Moment[] = [
  { in: "the first units", when: /created n1\/base/, afterMs: 300 },
  { in: "units that wait for each other", when: /created n1\/headscale /, afterMs: 2_000 },
  { in: "the agents", when: /created n2\/consul /, afterMs: 2_000 },
  { in: "registrations", when: /created gate\/nodes/, afterMs: 500 },
  // The run before may have come to the jobs, but not through their gates.
  { in: "gates", when: /created (job|gate)\/(?!nodes)/, afterMs: 1_000 },
];

const state = join(stateFolder, ".pulumi");

/** Pulumi does not know how these ended, and a next run would have to do them again. */
function pendingOperations(): readonly string[] {
  const file = join(state, "stacks", "hearth", `${testStack}.json`);
  if (!existsSync(file)) return [];
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint?: {
      latest?: { pending_operations?: readonly { readonly resource: { readonly urn: string } }[] } | null;
    };
  };
  return (checkpoint?.latest?.pending_operations ?? []).map(({ resource }) => resource.urn);
}

function locks(): readonly string[] {
  const folder = join(state, "locks", "organization", "hearth", testStack);
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Pulumi, its plugins, and what they started, with their process IDs. The shared connections of SSH are kept for the next run. */
function stillRunning(): readonly string[] {
  const mark = `HEARTH_STACK_FOLDER=${stackFolder(testStack)}`;
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(mark)) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return command === "" || command.includes("ControlPersist") ? [] : [`${pid} ${command.slice(0, 200)}`];
    } catch {
      return [];
    }
  });
}

async function interrupt({ in: phase, when, afterMs }: Moment): Promise<void> {
  // A run that was killed had no chance to end what it had started.
  const before = stillRunning();
  const up = await hearth(["up"], { kill: { when, afterMs, signal: "SIGINT" } });
  const [said, , more] = up.stderr.trimEnd().split("\n").slice(-3);
  expect([phase, up.status, said, more]).toEqual([
    phase,
    130,
    "error INTERRUPTED: ended by SIGINT",
    "  More: docs/errors.md#interrupted",
  ]);
  await waitFor({ what: "the end of all that was started", limitMs: 10_000 }, () => {
    const [process] = stillRunning().filter((running) => !before.includes(running));
    return Promise.resolve(process === undefined ? ready(undefined) : notYet(process));
  });
  expect([phase, pendingOperations(), locks()]).toEqual([phase, [], []]);
}

test("`hearth down` leaves no container, network, volume, process, daemon or key of ours behind", async () => {
  // The search works: it finds what a cluster that is up consists of.
  expect((await leftBehind(testStack)).length).toBeGreaterThan(3);
  expect((await hearth(["down"])).status).toBe(0);
  expect(await leftBehind(testStack)).toEqual([]);
});

test("an up that is killed, or ended by Ctrl-C with a word and nothing left in the midst, is continued by the next", async () => {
  // The other tests want a cluster that is up.
  onTestFailed(async () => {
    await hearth(["up"]);
  }, 600_000);
  for (const moment of early) await interrupt(moment);
  await hearth(["down"]);
  await plantCanaries();
  const { status } = await hearth(["up"], { kill: { when: /created n2\/nomad/, afterMs: 500 } });
  expect(status, "an up that is killed in the midst").toBeNull();
  for (const moment of isThorough ? late : late.slice(-2)) await interrupt(moment);
  const last = await hearth(["up"]);
  expect(last.status, last.stderr).toBe(0);
  expect(last.stderr).not.toContain("was interrupted");
  await waitForStatus(true, 60_000);
  expect((await hearth(["drift"])).stdout).toContain("no drift");
  expect((await hearth(["up"])).stdout).toContain("nothing changed");
});
