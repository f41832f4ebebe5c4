import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import type { Cluster } from "../config/derive/cluster.ts";
import { loadCluster } from "../config/load-cluster.ts";
import { readDepot } from "../depot/read-depot.ts";
import type { Job } from "../jobs/define-job.ts";
import { root, stackFolder } from "../paths.ts";
import { buildUnits } from "../plan/build-plan.ts";
import type { Role } from "../plan/role.ts";
import type { Unit } from "../steps/unit.ts";
import { loadDefinitions, workloadOf } from "../jobs/load-definitions.ts";

/** What is known of a stack without connecting to anything. */
export interface Stack {
  readonly name: string;
  /** Folder of the stack's generated files, which are not committed. */
  readonly folder: string;
  readonly inventoryFile: string;
  readonly cluster: Cluster;
  readonly roles: readonly Role[];
  readonly units: readonly Unit[];
  readonly jobs: readonly Job[];
}

/** Reads the stack's inventory and plans it. Throws CONFIG_INVALID or CONFIG_UNREADABLE with every finding. */
export async function loadStack(name: string): Promise<Stack> {
  const inventoryFile = inventoryFileOf(name);
  const folder = stackFolder(name);
  const { roles, jobs, declared } = await loadDefinitions();
  const cluster = loadCluster(inventoryFile, { declared });
  const units = buildUnits(cluster, roles, workloadOf(jobs, cluster, readDepot(folder)));
  return { name, folder, inventoryFile, cluster, roles, units, jobs };
}

export const stackConfigFile = (stack: string): string => join(root, "stacks", `Pulumi.${stack}.yaml`);

/** The stack's Pulumi configuration, with secrets encrypted; empty before `hearth init`. */
export function readStackConfig(stack: string): Readonly<Record<string, unknown>> {
  const file = stackConfigFile(stack);
  if (!existsSync(file)) return {};
  return (parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> } | null)?.config ?? {};
}

/**
 * The stack's inventory: for a stack without one of its own, the one that the environment names; otherwise the one in the stack's
 * configuration; before `hearth init`, the one named after the stack.
 */
export function inventoryFileOf(stack: string): string {
  const chosen = process.env["HEARTH_INVENTORY"];
  if (chosen !== undefined && chosen !== "") return resolve(chosen);
  const inventory = readStackConfig(stack)["hearth:inventory"];
  return join(root, "stacks", typeof inventory === "string" ? inventory : `${stack}.inventory.yaml`);
}
