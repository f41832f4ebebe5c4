import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { makePrivateFolder } from "@hearth/kernel/private-folder.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import type { NodeAccess } from "../../ssh/node-access.ts";
import { begunUnits } from "./begun-units.ts";
import { readCheckpoint } from "../pulumi/read-checkpoint.ts";

/**
 * How to reach nodes that have left the inventory but still have something to undo. The stack's folder keeps each node's SSH
 * settings until nothing is left on it.
 */
export function formerNodes(stackFolder: string, current: readonly NodeAccess[]): readonly NodeAccess[] {
  const file = join(stackFolder, "nodes.json");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "[]";
  const gone = (JSON.parse(text) as readonly NodeAccess[]).filter(
    ({ name }) => !current.some((access) => access.name === name),
  );
  const former = gone.length === 0 ? [] : gone.filter(isHeld(stackFolder));
  const remembered = `${JSON.stringify([...current, ...former])}\n`;
  if (remembered !== text) {
    makePrivateFolder(stackFolder);
    replaceFile(file, remembered);
  }
  return former;
}

function isHeld(stackFolder: string): (node: NodeAccess) => boolean {
  const units = [...readCheckpoint(basename(stackFolder)).names].map((name) => name.split("/")[0]);
  const nodes = new Set([...units, ...begunUnits(stackFolder).map(({ node }) => node)]);
  return ({ name }) => nodes.has(name);
}
