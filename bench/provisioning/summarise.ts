import { median } from "../measure/median.ts";
import type { ProvisioningRun } from "./measure-once.ts";
import { tools, type ToolUnderTest } from "./side.ts";

export type Phase = "first" | "second";

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

/** One phase on so many nodes, both tools beside each other. */
export interface Comparison {
  readonly nodes: number;
  readonly phase: Phase;
  readonly seconds: Readonly<Record<ToolUnderTest, Spread>>;
  /** Hearth's median by Ansible's. */
  readonly ratio: number;
  /** The ratio that is aimed at, or better. */
  readonly goal: number;
}

const goals: Readonly<Record<Phase, number>> = { first: 0.5, second: 0.2 };

/** All comparisons for which both tools have run, by phase, then by nodes. */
export function summarise(runs: readonly ProvisioningRun[]): readonly Comparison[] {
  const sizes = [...new Set(runs.map(({ nodes }) => nodes))].sort((a, b) => a - b);
  return (["first", "second"] as const).flatMap((phase) =>
    sizes.flatMap((nodes) => {
      const of = (tool: ToolUnderTest): readonly number[] =>
        runs
          .filter((run) => run.tool === tool && run.nodes === nodes)
          .map((run) => (phase === "first" ? run.firstSeconds : run.secondSeconds));
      if (tools.some((tool) => of(tool).length === 0)) return [];
      const seconds = { hearth: spread(of("hearth")), ansible: spread(of("ansible")) };
      return [{ nodes, phase, seconds, ratio: seconds.hearth.median / seconds.ansible.median, goal: goals[phase] }];
    }),
  );
}

const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
  runs: values.length,
});
