import { dirname } from "node:path";
import { count } from "@hearth/kernel/count.ts";
import { table } from "@hearth/kernel/table.ts";
import { commandOfFolder } from "../stack-command.ts";
import type { JobStatus, StatusReport } from "./status.ts";

/** Nodes and jobs as tables, what is wrong, and where the gateway is. */
export function formatStatus({ status, problems }: StatusReport): string {
  const nodes = status.nodes.map(({ name, overlayAddress, ready, off = false }) => [
    name,
    overlayAddress ?? "?",
    off ? "off" : ready ? "ready" : "not ready",
  ]);
  const jobs = status.jobs.map((job) => [job.name, job.node ?? "?", stateOf(job)]);
  const waiting = status.nodes.filter(({ off = false }) => off).length;
  const command = (words: string): string => commandOfFolder(dirname(status.gateway.keyFile), words);
  return [
    table(["node", "overlay", "state"], nodes),
    "",
    table(["job", "node", "state"], jobs),
    "",
    ...(problems.length === 0 ? [] : [...problems, ""]),
    ...(status.warnings === undefined ? [] : [...status.warnings, ""]),
    `gateway: ${status.gateway.url} on the nodes; on this computer, run \`${command("open gateway")}\``,
    `API key: ${status.gateway.keyFile}`,
    status.healthy && waiting > 0
      ? `all healthy but what is off: ${count(waiting, "node")} of ${status.nodes.length}, as the inventory allows`
      : status.healthy
        ? `${count(status.nodes.length, "node")} and ${count(status.jobs.length, "job")}, all healthy`
        : `the cluster is not healthy; \`${command("why NAME")}\` explains a job or a node`,
  ].join("\n");
}

const stateOf = ({ healthy, reduced, waitsFor }: JobStatus): string => {
  const waits = waitsFor === undefined ? [] : [`waits for ${waitsFor.join(", ")}`];
  if (reduced !== undefined) return ["reduced", ...waits].join(", ");
  return waits[0] ?? (healthy ? "healthy" : "not healthy");
};
