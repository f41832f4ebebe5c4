import { existsSync } from "node:fs";
import { join } from "node:path";
import { stackFolder, stateFolder } from "../paths.ts";
import { begunUnits } from "./journal/begun-units.ts";
import { inventoryFileOf, stackConfigFile } from "./load-stack.ts";
import { isPart } from "./pulumi/parts.ts";
import { knownStacks } from "./stack-names.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";

/** A stack as far as the files of this checkout know it. */
export interface StackSummary {
  readonly name: string;
  /** Undefined if the file is gone. */
  readonly inventory: string | undefined;
  /** How many parts there are. */
  readonly made: number;
  /** Whether `hearth init` has made its secrets. */
  readonly hasSecrets: boolean;
}

/** Every stack with an inventory, settings or files of its own, by name. */
export function listStacks(): readonly StackSummary[] {
  return knownStacks().map(summarize);
}

export function summarize(name: string): StackSummary {
  const inventory = inventoryFileOf(name);
  return {
    name,
    inventory: existsSync(inventory) ? inventory : undefined,
    made: madeNames(name).length,
    hasSecrets: existsSync(stackConfigFile(name)) || existsSync(join(stackFolder(name), "passphrase")),
  };
}

/** What is still there of a stack on machines, as far as Pulumi and the journal know. */
export function madeNames(name: string): readonly string[] {
  const made = [...readCheckpoint(name).names].filter(isPart);
  const begun = begunUnits(stackFolder(name)).map(({ node, role }) => `${node}/${role}`);
  return [...new Set([...made, ...begun])];
}

/** Everything of a stack on this computer, except its inventory. */
export function stackFiles(name: string): readonly string[] {
  return [...pulumiFiles(name), stackConfigFile(name), stackFolder(name)].filter((path) => existsSync(path));
}

/** Pulumi's own files of a stack: its state, backups, history and lock. */
export function pulumiFiles(name: string): readonly string[] {
  const pulumi = join(stateFolder, ".pulumi");
  return [
    join(pulumi, "stacks", "hearth", `${name}.json`),
    join(pulumi, "stacks", "hearth", `${name}.json.bak`),
    join(pulumi, "backups", "hearth", name),
    join(pulumi, "history", "hearth", name),
    join(pulumi, "locks", "organization", "hearth", name),
  ];
}
