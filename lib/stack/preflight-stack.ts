import { defined } from "@hearth/kernel/defined.ts";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { controlName } from "../config/derive/control-name.ts";
import type { ClusterNode } from "../config/derive/cluster.ts";
import { endpointsOn } from "../plan/endpoints-on.ts";
import type { NodePlan } from "../preflight/facts/fact-check.ts";
import { runPreflight, type PreflightOptions } from "../preflight/run-preflight.ts";
import type { PreflightReport } from "../preflight/report.ts";
import { knownAccesses } from "../ssh/node-accesses.ts";
import { nameMoved } from "./find-moved.ts";
import type { Stack } from "./load-stack.ts";
import { keepProfile, peersOf } from "./node-profiles.ts";

/** Checks every machine of the stack before any of them is changed. */
export async function preflightStack(
  stack: Stack,
  options: Pick<PreflightOptions, "signal" | "run"> = {},
): Promise<PreflightReport> {
  const report = await runPreflight(stack.cluster, {
    stackFolder: stack.folder,
    ports: (node) => endpointsOfNode(stack, node),
    ...options,
  });
  return nameMoved(report, stack, { signal: options.signal });
}

/**
 * The same with what the machines are and serve today, and what will happen to it. Keeps the machines' facts and the report in the
 * stack's folder.
 */
export async function lookAtStack(stack: Stack, signal?: AbortSignal): Promise<PreflightReport> {
  const { cluster, folder } = stack;
  const accesses = knownAccesses(cluster, folder);
  const seen = await runPreflight(cluster, {
    stackFolder: folder,
    ports: (node) => endpointsOfNode(stack, node),
    facts: {
      peers: ({ name }) => peersOf(name, accesses),
      plan: (node) => planOf(stack, node),
      keep: (profile) => keepProfile(folder, profile),
    },
    ...(signal && { signal }),
  });
  const report = await nameMoved(seen, stack, { signal });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceFile(reportFile(folder), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** Of the last look at the stack's machines. */
const reportFile = (stackFolder: string): string => join(stackFolder, "preflight.json");

const endpointsOfNode = ({ cluster, roles, jobs }: Stack, node: ClusterNode) =>
  endpointsOn(node, cluster, { roles, jobEndpoints: jobs.flatMap((job) => job.endpoints(cluster)) });

/** The options of the role firewall that say what stays as it is. */
interface FirewallOptions {
  readonly open?: NodePlan["admitted"];
  readonly forward?: readonly string[];
}

function planOf(stack: Stack, node: ClusterNode): NodePlan {
  const { cluster } = stack;
  const { open = [], forward = ["docker0", "br-*"] } = (node.options["firewall"] ?? {}) as FirewallOptions;
  const models = new Map(cluster.experts.map(({ model }) => [model.sha256, model.sizeBytes]));
  const own = cluster.experts.filter(({ head, workers }) => head === node.name || workers.includes(node.name));
  return {
    node: node.name,
    ...defined({ address: node.address, dataPath: node.dataPath }),
    admitted: [...endpointsOfNode(stack, node), ...open],
    forward,
    tailnet:
      cluster.overlay.control === "headscale"
        ? { controlUrl: `https://${controlName(cluster)}:${headscalePort(stack)}` }
        : { controlUrl: "https://controlplane.tailscale.com", name: cluster.overlay.tailnet },
    stock: node.name === cluster.depot ? [...models].map(([sha256, sizeBytes]) => ({ sha256, sizeBytes })) : [],
    models: own.filter(({ head }) => head === node.name).map(({ model }) => model.sizeBytes),
  };
}

/** Where the role headscale listens. */
const headscalePort = (stack: Stack): number =>
  stack.cluster.nodes.flatMap((node) => endpointsOfNode(stack, node)).find(({ name }) => name === "headscale")?.port ??
  0;
