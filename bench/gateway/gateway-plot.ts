import { barChart } from "../report/bar-chart.ts";
import type { Comparison } from "./measure/compare.ts";
import { peerNames } from "./measure/start-peers.ts";

/** Requests per second of every server. */
export function gatewayPlot({ peers }: Comparison): string {
  return barChart({
    title: "Requests per second at 16 connections, one process each",
    unit: "/s",
    groups: peerNames.flatMap((name) => {
      const value = peers[name]?.requestsPerSecond;
      const series = name === "hearth" ? "Hearth" : "others";
      return value === undefined ? [] : [{ label: name, bars: [{ series, value, range: [value, value] as const }] }];
    }),
  });
}
