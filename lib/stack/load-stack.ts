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

/** A stack as far as it is known without talking to anything. */
export interface Stack {
  readonly name: string;
  /** Everything of the stack that is made here and not committed. */
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

/** What Pulumi has been told of the stack, secrets encrypted; nothing before `hearth init`. */
export function readStackConfig(stack: string): Readonly<Record<string, unknown>> {
  const file = stackConfigFile(stack);
  if (!existsSync(file)) return {};
  return (parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> } | null)?.config ?? {};
}

/**
 * The inventory that the environment names, for a stack that has none of its own; else the one that the stack's configuration
 * names; before `hearth init` the one of the stack's own name.
 */
export function inventoryFileOf(stack: string): string {
  const chosen = process.env["HEARTH_INVENTORY"];
  if (chosen !== undefined && chosen !== "") return resolve(chosen);
  const inventory = readStackConfig(stack)["hearth:inventory"];
  return join(root, "stacks", typeof inventory === "string" ? inventory : `${stack}.inventory.yaml`);
}
