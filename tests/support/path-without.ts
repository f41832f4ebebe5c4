import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface PathOptions {
  /** Programs that are not there. */
  readonly without: readonly string[];
  /** Programs that are others than on this machine: a line of POSIX shell each. */
  readonly instead?: Readonly<Record<string, string>>;
}

/** Fills a folder so that it alone, as PATH, is this machine's PATH with some programs missing or replaced. Returns the folder. */
export function pathWithout(folder: string, { without, instead = {} }: PathOptions): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, script] of Object.entries(instead)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  for (const from of (process.env["PATH"] ?? "").split(delimiter).filter((path) => existsSync(path))) {
    for (const name of readdirSync(from)) {
      if (!without.includes(name) && !existsSync(join(folder, name))) symlinkSync(join(from, name), join(folder, name));
    }
  }
  return folder;
}
