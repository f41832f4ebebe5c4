import type { TestProject } from "vitest/node";
import { hearth, type Run } from "../support/hearth.ts";
import { interruptUp, type Interruption, type Moment } from "../support/interrupted-up.ts";
import { canaryMark, plantCanaries } from "../support/plant-canaries.ts";
import { watchProcesses } from "../support/watch-processes.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What the first `hearth up` from nothing said and how long it took. */
    firstUp: Run;
    /** How the runs before it ended, on which Ctrl-C was pressed. */
    earlyInterruptions: readonly Interruption[];
    /** Which processes of this machine and its nodes showed a planted secret meanwhile, and how often all were looked at. */
    firstUpProcesses: { readonly seen: readonly string[]; readonly looks: number };
  }
}

/** Before there is anything on a node. */
const early: readonly Moment[] = [
  { in: "the lab", when: /wait for SSH/, afterMs: 0 },
  { in: "the stack's keys", when: /pack gateway|pulumi up/, afterMs: 0 },
];

/** One lab for all scenarios: made from nothing before the first, removed after the last. */
export async function setup(project: TestProject): Promise<void> {
  await hearth(["down", "--yes"]);
  const earlyInterruptions: Interruption[] = [];
  for (const moment of early) earlyInterruptions.push(await interruptUp(moment));
  await hearth(["down", "--yes"]);
  await plantCanaries();
  const processes = watchProcesses(canaryMark);
  const firstUp = await hearth(["up"]);
  const watched = processes.stop();
  if (firstUp.status !== 0) {
    await hearth(["down", "--yes"]);
    throw new Error(`hearth up ended with ${firstUp.status ?? "a signal"}\n${firstUp.stdout}\n${firstUp.stderr}`);
  }
  project.provide("firstUp", firstUp);
  project.provide("earlyInterruptions", earlyInterruptions);
  project.provide("firstUpProcesses", watched);
}

export async function teardown(): Promise<void> {
  await hearth(["down", "--yes"]);
}
