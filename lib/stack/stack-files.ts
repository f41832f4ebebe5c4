import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, stackFolder, stateFolder } from "../paths.ts";
import { begunUnits } from "./journal/begun-units.ts";
import { inventoryFileOf, stackConfigFile } from "./load-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";

/** A stack as far as the files of this checkout know it. */
export interface StackSummary {
  readonly name: string;
  /** Undefined if the file is gone. */
  readonly inventory: string | undefined;
  /** How many units, jobs and gates there are. */
  readonly made: number;
  /** Whether `hearth init` has made its secrets. */
  readonly hasSecrets: boolean;
}

/** Every stack with an inventory, settings or files of its own, by name. */
export function listStacks(): readonly StackSummary[] {
  return stackNames({ stacks: entries(join(root, "stacks")), folders: entries(join(root, ".hearth")) }).map(summarize);
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

/** Folders of .hearth that are no stack's. */
const sharedFolders = new Set(["state", "pulumi", "log"]);

export function stackNames({
  stacks,
  folders,
}: Readonly<Record<"stacks" | "folders", readonly string[]>>): readonly string[] {
  const named = stacks.flatMap((file) => /^([a-z][a-z0-9-]*)\.inventory\.yaml$/.exec(file)?.[1] ?? []);
  const configured = stacks.flatMap((file) => /^Pulumi\.([a-z][a-z0-9-]*)\.yaml$/.exec(file)?.[1] ?? []);
  const owned = folders.filter((name) => /^[a-z][a-z0-9-]*$/.test(name) && !sharedFolders.has(name));
  return [...new Set([...named, ...configured, ...owned])].sort();
}

/** What is still there of a stack on machines, as far as Pulumi and the journal know. */
export function madeNames(name: string): readonly string[] {
  const made = [...readCheckpoint(name).names].filter((resource) => resource.includes("/"));
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

const entries = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);
