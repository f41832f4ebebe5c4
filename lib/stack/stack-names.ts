import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.ts";

/** Every stack with an inventory, settings or files of its own in this checkout. */
export const knownStacks = (): readonly string[] =>
  stackNames({ stacks: entries(join(root, "stacks")), folders: entries(join(root, ".hearth")) });

const entries = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

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
