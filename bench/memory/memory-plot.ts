import { barChart } from "../report/bar-chart.ts";
import type { EngineFigures } from "./figures.ts";
import { filterNames } from "./vectors-set.ts";

/** Search times of each engine by filter: the bar is the median, the line goes to the 99th percentile. */
export function memoryPlot(engines: readonly EngineFigures[]): string {
  return barChart({
    title: "Ten nearest of so many vectors, ms (median; line to the 99th percentile)",
    unit: "ms",
    groups: engines.flatMap(({ engine, count, searches }) =>
      filterNames.map((name) => {
        const { p50Ms, p99Ms } = searches[name];
        return {
          label: `${engine} ${count.toLocaleString("en")} ${name}`,
          bars: [{ series: engine, value: p50Ms, range: [p50Ms, p99Ms] as const }],
        };
      }),
    ),
  });
}
