import { globSync } from "node:fs";
import { cp, mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Take } from "../names/tool.ts";

/** Moves the wanted parts of an unpacked download into the tool's folder. Throws if one is missing. `*` stands for the name of one folder. */
export async function takeParts(take: Take, unpacked: string, result: string): Promise<void> {
  for (const [from, to] of Object.entries(take)) {
    const [found = from] = from.includes("*") ? globSync(from, { cwd: unpacked }) : [];
    const source = join(unpacked, found);
    const target = join(result, to);
    await mkdir(dirname(target), { recursive: true });
    if (to === "") await cp(source, target, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    else await rename(source, target);
  }
}
