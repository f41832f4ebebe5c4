import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { replaceFile } from "@hearth/kernel/replace-file.ts";

/** Kinds of names that a shell completes. `stacks` it finds by itself: they are files. */
export const nameKinds = ["nodes", "jobs", "experts", "services", "models", "keys"] as const;
export type NameKind = (typeof nameKinds)[number];

/** Where a stack's names of a kind are kept, one a line: a shell reads them at once, where starting Hearth would take too long. */
export const namesFile = (stackFolder: string, kind: NameKind): string => join(stackFolder, "names", kind);

/** Empty if none were kept. */
export function keptNames(stackFolder: string, kind: NameKind): readonly string[] {
  const file = namesFile(stackFolder, kind);
  return existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((name) => name !== "")
    : [];
}

/** Keeps names for completion, if the stack has a folder. They only help, so a disk that cannot be written to is no reason to fail. */
export function keepNames(stackFolder: string, names: Partial<Record<NameKind, readonly string[]>>): void {
  if (!existsSync(stackFolder)) return;
  for (const kind of nameKinds) {
    const [file, list] = [namesFile(stackFolder, kind), names[kind]];
    if (list === undefined) continue;
    const text = [...new Set(list)]
      .sort()
      .map((name) => `${name}\n`)
      .join("");
    try {
      mkdirSync(dirname(file), { recursive: true });
      if (!existsSync(file) || readFileSync(file, "utf8") !== text) replaceFile(file, text);
    } catch {
      return;
    }
  }
}
