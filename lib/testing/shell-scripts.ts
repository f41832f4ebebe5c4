import { globSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { loadCluster } from "../config/load-cluster.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { root } from "../paths.ts";
import { buildUnits } from "../plan/build-plan.ts";
import { jobsIn, loadDefinitions, workloadOf } from "../jobs/load-definitions.ts";
import { compileUnit } from "../steps/compile.ts";
import { unitId, type Unit } from "../steps/unit.ts";

/** Generated shell, which is in no file of the repository. */
export interface GeneratedScript {
  readonly name: string;
  readonly text: string;
}

/** Every file of shell in the repository, by its extension or its first line. */
export function shellFiles(folder = root): readonly string[] {
  const left = ["node_modules", ".git", ".hearth", "dist"];
  return globSync(["**/*", ".ci/*"], {
    cwd: folder,
    withFileTypes: true,
    exclude: (entry) => left.includes(entry.name),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => extname(file) === ".sh" || (extname(basename(file)) === "" && hasShebang(file)))
    .sort();
}

const hasShebang = (file: string): boolean => /^#!.*sh\n/.test(readFileSync(file, "utf8"));

/** What the nodes of the sample inventories run: each kind of unit once, and scripts among the files that units write. */
export async function generatedScripts(): Promise<readonly GeneratedScript[]> {
  const { roles, jobs, declared } = await loadDefinitions();
  const unitsOf = (inventory: string): readonly Unit[] => {
    const cluster = loadCluster(join(root, "stacks", inventory), { declared });
    const users = cluster.users.length > 0 ? cluster.users : [person];
    const artifacts = [{ name: "node", sha256: "0".repeat(64), file: "node.tar.gz" }];
    return buildUnits({ ...cluster, users }, roles, workloadOf(jobsIn(jobs, cluster), cluster, artifacts));
  };
  const units = ["lab.inventory.yaml", "samples/home.inventory.yaml"].flatMap(unitsOf);
  const kinds = new Map(units.map((unit) => [`${unit.role} ${unit.steps.map(({ id }) => id).join()}`, unit]));
  return [...kinds.values()].flatMap((unit) => [
    { name: unitId(unit).replace("/", "."), text: `${generated}\n${compileUnit(unit, { keepComments: true })}` },
    ...scriptsIn(unit),
  ]);
}

const person: Cluster["users"][number] = { name: "ada", keys: ["ssh-ed25519 AAAA"], sudo: true };

/**
 * Compiled units alone have these: functions that are called by name through `attempt`; `release` without a file, of a unit that owns
 * none; and files for other programs as quoted values, with dollar signs in them.
 */
const generated = "# shellcheck shell=sh disable=SC2329,SC2119,SC2120,SC2016";

const scriptsIn = (unit: Unit): readonly GeneratedScript[] =>
  unit.steps.flatMap(({ values = {} }) => {
    const { path = "", content = "" } = values;
    return content.startsWith("#!/bin/sh\n") ? [{ name: basename(path), text: content }] : [];
  });
