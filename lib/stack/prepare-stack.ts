import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { NodeAccess } from "../ssh/node-access.ts";
import { nodeAccesses } from "../ssh/node-accesses.ts";
import { writeSshFiles } from "../ssh/write-ssh-files.ts";
import type { Stack } from "./load-stack.ts";

/**
 * Writes what the launchers read from the stack's folder: ssh_config, pinned host keys, and a link to each program that a
 * unit asks for. `folderOf` finds an installed program by `name-version`.
 */
export function prepareStack(stack: Stack, folderOf: (artifact: string) => string): readonly NodeAccess[] {
  const accesses = nodeAccesses(stack.cluster, stack.folder);
  writeSshFiles(stack.folder, accesses);
  const links = join(stack.folder, "artifacts");
  mkdirSync(links, { recursive: true });
  const wanted = stack.units.flatMap((unit) => unit.steps).flatMap((step) => step.artifact ?? []);
  for (const artifact of new Set(wanted)) link(join(links, artifact), folderOf(artifact));
  return accesses;
}

function link(path: string, target: string): void {
  if (existsSync(path) && readlinkSync(path) === target) return;
  rmSync(path, { force: true });
  symlinkSync(target, path);
}
