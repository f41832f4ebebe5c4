import { barChart, type Bar } from "../report/bar-chart.ts";
import type { Comparison, Spread } from "./summarise.ts";

/** Medians as bars, one group for each phase and number of nodes. */
export function provisioningPlot(comparisons: readonly Comparison[]): string {
  const bar = (series: string, { median, least, most }: Spread): Bar => ({
    series,
    value: median,
    range: [least, most],
  });
  return barChart({
    title: "Making machines: Hearth and ansible-core, wall seconds (median, range)",
    unit: "s",
    groups: comparisons.map(({ phase, nodes, seconds }) => ({
      label: `${phase === "first" ? "first run" : "nothing to do"}, ${nodes} nodes`,
      bars: [bar("Hearth", seconds.hearth), bar("ansible-core", seconds.ansible)],
    })),
  });
}
