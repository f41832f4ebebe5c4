import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { NodeAccess } from "../ssh/node-access.ts";
import type { Stack } from "./load-stack.ts";
import { prepareSsh, type PrepareOptions } from "./prepare-ssh.ts";
import { programFolder } from "./pulumi/program-folder.ts";

/**
 * Writes what the launchers read from the stack's folder: ssh_config, pinned host keys, and a link to each program that a
 * unit asks for.
 */
export function prepareStack(stack: Stack, options: PrepareOptions = {}): readonly NodeAccess[] {
  const accesses = prepareSsh(stack, options);
  const links = join(stack.folder, "artifacts");
  mkdirSync(links, { recursive: true });
  const wanted = stack.units.flatMap((unit) => unit.steps).flatMap((step) => step.artifact ?? []);
  for (const artifact of new Set(wanted)) link(join(links, artifact), programFolder(artifact));
  return accesses;
}

function link(path: string, target: string): void {
  if (existsSync(path) && readlinkSync(path) === target) return;
  rmSync(path, { force: true });
  symlinkSync(target, path);
}
