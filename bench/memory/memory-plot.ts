import { barChart } from "../report/bar-chart.ts";
import type { EngineFigures } from "./figures.ts";
import { filterNames } from "./vectors-set.ts";

/** Search times by filter: the bar is the median, the line goes to the 99th percentile. Of the most vectors that several engines hold. */
export function memoryPlot(engines: readonly EngineFigures[]): string {
  const counts = engines.map(({ count }) => count).toSorted((a, b) => b - a);
  const count = counts.find((number, index) => counts[index + 1] === number) ?? counts[0] ?? 0;
  return barChart({
    title: `Ten nearest of ${count.toLocaleString("en")} vectors, ms (median; line to the 99th percentile)`,
    unit: "ms",
    groups: filterNames.map((name) => ({
      label: name === "none" ? "no filter" : `one ${name} of them`,
      bars: engines
        .filter((engine) => engine.count === count)
        .map(({ engine, searches: { [name]: found } }) => ({
          series: engine,
          value: found.p50Ms,
          range: [found.p50Ms, found.p99Ms] as const,
        })),
    })),
  });
}
