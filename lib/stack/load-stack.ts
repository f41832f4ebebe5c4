import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { parse } from "yaml";
import type { Cluster } from "../config/derive/cluster.ts";
import type { PlacementFacts } from "../config/derive/place-auto.ts";
import { loadModels } from "../config/load-models.ts";
import { loadConfiguration } from "../config/load-cluster.ts";
import type { Placement } from "../placement/placement.ts";
import { readDepot } from "../depot/read-depot.ts";
import type { Job } from "../jobs/define-job.ts";
import { suggestion } from "../config/shape/nearest-name.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { factsForInventory } from "./placement-facts.ts";
import { keepNames, namesFile } from "./kept-names.ts";
import { serviceNodesOf } from "./service-nodes.ts";
import { knownStacks } from "./stack-names.ts";
import { root, stackFolder } from "../paths.ts";
import { buildUnits } from "../plan/build-plan.ts";
import type { Role } from "../plan/role.ts";
import type { Unit } from "../steps/unit.ts";
import { jobsIn, loadDefinitions, workloadOf } from "../jobs/load-definitions.ts";

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
  /** Of the experts that Hearth places; absent if there are none. */
  readonly placement?: Placement;
  /** What it was made from, besides the inventory. */
  readonly placementFacts?: PlacementFacts;
}

/** Reads the stack's inventory and plans it. Throws CONFIG_INVALID or CONFIG_UNREADABLE with every finding. */
export async function loadStack(name: string): Promise<Stack> {
  const inventoryFile = existingInventoryOf(name);
  const folder = stackFolder(name);
  const { roles, jobs: allJobs, declared } = await loadDefinitions();
  const placementFacts = factsForInventory(folder, inventoryFile);
  const { cluster, placement } = loadConfiguration(inventoryFile, {
    declared,
    ...defined({ placement: placementFacts }),
  });
  const jobs = jobsIn(allJobs, cluster);
  const units = buildUnits(cluster, roles, workloadOf(jobs, cluster, readDepot(folder)));
  keepNames(folder, {
    nodes: cluster.nodes.map((node) => node.name),
    experts: cluster.experts.map((expert) => expert.name),
    jobs: jobs.flatMap((job) => job.ids(cluster)),
    services: [...serviceNodesOf(units).keys()],
    // `hearth models` keeps them up to date; that takes longer.
    ...(!existsSync(namesFile(folder, "models")) && {
      models: loadModels(inventoryFile).entries.map((entry) => entry.name),
    }),
  });
  return { name, folder, inventoryFile, cluster, roles, units, jobs, ...defined({ placement, placementFacts }) };
}

/** The stack's inventory. Throws CONFIG_UNREADABLE with the stacks that there are if this one is not there. */
export function existingInventoryOf(name: string): string {
  const file = inventoryFileOf(name);
  if (!existsSync(file)) throw noInventory(name, file);
  return file;
}

function noInventory(name: string, file: string): HearthError {
  const known = knownStacks();
  const isKnown = known.includes(name);
  // Some give the inventory's file.
  const word = basename(name).replace(/(\.inventory)?\.ya?ml$/, "");
  return new HearthError({
    code: "CONFIG_UNREADABLE",
    at: relative(root, file),
    message: isKnown
      ? `the inventory of the stack ${name} is not there`
      : `there is no stack ${name}: its inventory would be this file; ${suggestion(word, known)}`,
    hint: isKnown
      ? "Put the file back, from git or a backup."
      : "List the stacks with `hearth stack list`, or start one from a copy of stacks/samples/house.inventory.yaml.",
  });
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
