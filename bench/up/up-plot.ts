import { median } from "../measure/median.ts";
import { barChart } from "../report/bar-chart.ts";
import type { UpRun } from "./measure-up.ts";
import { phases } from "./read-phases.ts";

/** Medians: the four commands, and below them the phases of the first. */
export function upPlot(runs: readonly UpRun[]): string {
  const group = (label: string, series: string, values: readonly number[]) => ({
    label,
    bars: [{ series, value: median(values), range: [Math.min(...values), Math.max(...values)] as const }],
  });
  const seconds = (of: (run: UpRun) => number): readonly number[] => runs.map(of);
  return barChart({
    title: "hearth up on the lab of three nodes, wall seconds (median, range)",
    unit: "s",
    groups: [
      group(
        "first up",
        "whole",
        seconds((run) => run.first.seconds),
      ),
      ...phases.map((phase) =>
        group(
          phase,
          "phases of the first up",
          seconds((run) => run.first.phases[phase]),
        ),
      ),
      group(
        "second up",
        "whole",
        seconds((run) => run.second.seconds),
      ),
      group(
        "second up, --full",
        "whole",
        seconds((run) => run.full.seconds),
      ),
      group(
        "Pulumi alone",
        "whole",
        seconds((run) => run.pulumiSeconds),
      ),
    ],
  });
}
