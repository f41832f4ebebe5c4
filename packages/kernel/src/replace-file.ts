import { randomUUID } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";

/** Writes a file for this user alone, whole or not at all: who reads it meanwhile, in this process or another, sees the old or the new. */
export function replaceFile(path: string, content: string): void {
  const unfinished = `${path}.${randomUUID()}.new`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  renameSync(unfinished, path);
}
