import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { stackFolder } from "../../paths.ts";
import { makePrivateFolder } from "@hearth/kernel/private-folder.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import type { NodeAccess } from "../../ssh/node-access.ts";

/** A lab as the rest of Hearth sees it, stored in `.hearth/<stack>/lab.json`. */
export interface Lab {
  /** Name of the network, and the value of the label `hearth.lab`. */
  readonly name: string;
  readonly nodes: readonly NodeAccess[];
}

const labFile = (stack: string): string => join(stackFolder(stack), "lab.json");

/** The private key that logs in to a stack's lab nodes. */
export const identityFile = (stack: string): string => join(stackFolder(stack), "id_ed25519");

export function writeLabFile(stack: string, lab: Lab): void {
  const path = labFile(stack);
  makePrivateFolder(dirname(path));
  replaceFile(path, `${JSON.stringify(lab, undefined, 2)}\n`);
}

/** The lab that `hearth lab up` made for a stack, or undefined. It may have stopped since; `labStatus` asks Docker. */
export function findLabFile(stack: string): Lab | undefined {
  const path = labFile(stack);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Lab) : undefined;
}

/** Like `findLabFile`, but fails with STATE_MISSING if there is none. */
export function readLabFile(stack: string): Lab {
  const lab = findLabFile(stack);
  if (lab !== undefined) return lab;
  throw new HearthError({
    code: "STATE_MISSING",
    message: `the lab of the stack ${stack} is not up`,
    hint: "Run `hearth lab up`.",
  });
}

/** Forgets the labs of all stacks of this checkout. */
export function removeAllLabFiles(): void {
  const folder = dirname(stackFolder("any"));
  const stacks = existsSync(folder) ? readdirSync(folder) : [];
  for (const stack of stacks) if (findLabFile(stack) !== undefined) removeLabFile(stack);
}

/** Forgets a lab that is gone, and the key that only its nodes accepted. */
export function removeLabFile(stack: string): void {
  for (const path of [labFile(stack), identityFile(stack), `${identityFile(stack)}.pub`]) rmSync(path, { force: true });
}
