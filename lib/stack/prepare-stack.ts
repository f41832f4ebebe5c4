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
  linkPrograms(stack.folder, stack.units);
  return accesses;
}

/** Units of one program may be for several architectures. */
export function linkPrograms(folder: string, units: Stack["units"]): void {
  const links = join(folder, "artifacts");
  mkdirSync(links, { recursive: true });
  for (const { artifact, artifactPlatform: platform } of units.flatMap((unit) => unit.steps)) {
    if (artifact === undefined) continue;
    const name = platform === undefined ? artifact : `${artifact}-${platform}`;
    link(join(links, name), programFolder(artifact, platform));
  }
}

function link(path: string, target: string): void {
  if (existsSync(path) && readlinkSync(path) === target) return;
  rmSync(path, { force: true });
  symlinkSync(target, path);
}
