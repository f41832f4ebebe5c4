import type { Stack } from "./load-stack.ts";
import { readStackConfig } from "./load-stack.ts";
import { runPulumi } from "./pulumi/run-pulumi.ts";

/**
 * When units and jobs were last repaired, by Pulumi's names of them. The mark is an input of the resource: a new one makes Pulumi
 * apply it again, in place. The marks stay in the stack's configuration, because removing one would make the resource differ again.
 */
export type RepairMarks = Readonly<Record<string, string>>;

/** Pulumi's name of the gate between nodes and jobs. */
export const nodesGate = "gate/nodes";

/** The marks that make Pulumi apply `names` again; marks of what is no longer wanted are dropped. */
export function nextMarks(
  marks: RepairMarks,
  { names, wanted, at }: { names: readonly string[]; wanted: ReadonlySet<string>; at: string },
): RepairMarks {
  const kept = Object.entries(marks).filter(([name]) => wanted.has(name) || name === nodesGate);
  return Object.fromEntries(
    [...kept, ...names.map((name) => [name, at] as const)].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export interface MarkOptions {
  readonly names: readonly string[];
  readonly wanted: ReadonlySet<string>;
  readonly environment: Readonly<Record<string, string>>;
}

/** Marks units and jobs to be applied again by the next update, even if this run is interrupted before it. */
export async function markForRepair(
  stack: Pick<Stack, "name">,
  { names, wanted, environment }: MarkOptions,
): Promise<void> {
  const text = readStackConfig(stack.name)["hearth:repairs"];
  const marks = typeof text === "string" ? (JSON.parse(text) as RepairMarks) : {};
  const next = nextMarks(marks, { names, wanted, at: new Date().toISOString() });
  await runPulumi(["config", "set", "hearth:repairs", "--stack", stack.name], {
    environment,
    input: JSON.stringify(next),
  });
}
