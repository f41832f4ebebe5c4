import { table } from "@hearth/kernel/table.ts";
import type { StatusReport } from "./status.ts";

/** Nodes and jobs as tables, what is wrong, and where the gateway is. */
export function formatStatus({ status, problems }: StatusReport): string {
  const nodes = status.nodes.map(({ name, overlayAddress, ready }) => [
    name,
    overlayAddress ?? "?",
    ready ? "ready" : "not ready",
  ]);
  const jobs = status.jobs.map(({ name, node, healthy }) => [name, node ?? "?", healthy ? "healthy" : "not healthy"]);
  return [
    table(["node", "overlay", "state"], nodes),
    "",
    table(["job", "node", "state"], jobs),
    "",
    ...(problems.length === 0 ? [] : [...problems, ""]),
    `gateway: ${status.gateway.url} (API key in ${status.gateway.keyFile})`,
    `cluster: ${status.healthy ? "healthy" : "not healthy"}, seen in ${status.seconds} s`,
  ].join("\n");
}
