import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { root } from "../paths.ts";
import type { NodeAccess } from "../ssh/node-access.ts";

/** One file for each evicted node, with its host key. The launcher of units reads whether there is one. */
const folderOf = (stackFolder: string): string => join(stackFolder, "evicted");

export function markEvicted(stackFolder: string, { name, hostKey }: Pick<NodeAccess, "name" | "hostKey">): void {
  mkdirSync(folderOf(stackFolder), { recursive: true, mode: 0o700 });
  replaceFile(join(folderOf(stackFolder), name), `${hostKey}\n`);
}

/**
 * A machine with another host key may take an evicted node's name. Throws CONFIG_INVALID for the evicted machine itself, which would
 * get new credentials of every kind.
 */
export function refuseEvicted(
  { folder, inventoryFile }: { readonly folder: string; readonly inventoryFile: string },
  accesses: readonly Pick<NodeAccess, "name" | "hostKey">[],
): void {
  for (const { name, hostKey } of accesses) {
    const file = join(folderOf(folder), name);
    if (!existsSync(file)) continue;
    if (readFileSync(file, "utf8").trim() !== hostKey.trim()) {
      rmSync(file);
      continue;
    }
    throw new HearthError({
      code: "CONFIG_INVALID",
      at: relative(root, inventoryFile),
      message: `${name} was evicted, and is still in the inventory`,
      hint: `Take ${name} out of the inventory. If this is a new machine of that name, write its own host key there.`,
    });
  }
}
