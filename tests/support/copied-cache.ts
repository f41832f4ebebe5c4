import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../lib/paths.ts";

/** A cache of a test's own, gone with it: `using cache = copiedCache({ … })`. */
export interface CopiedCache extends Disposable {
  readonly folder: string;
}

export interface CopiedCacheOptions {
  /** Entries below the real cache that are copied, so that a test may break them: `depot`, `tools/lamp-1.2.3`. */
  readonly copies?: readonly string[];
  /** Entries that it lacks. */
  readonly without?: readonly string[];
}

/** Everything that is not copied is a link to the real cache; Docker's data is not there, its daemon keeps the real one. */
export function copiedCache({ copies = [], without = [] }: CopiedCacheOptions): CopiedCache {
  const folder = mkdtempSync(join(tmpdir(), "hearth-cache-"));
  mkdirSync(join(folder, "tools"));
  for (const entry of entries()) {
    if (without.includes(entry)) continue;
    const [from, to] = [join(cacheFolder, entry), join(folder, entry)];
    if (copies.includes(entry)) cpSync(from, to, { recursive: true, preserveTimestamps: true });
    else symlinkSync(from, to);
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

const entries = (): readonly string[] => [
  ...readdirSync(cacheFolder).filter((entry) => !["tools", "locks", "docker", "docker.log"].includes(entry)),
  ...toolEntries(),
];

const toolEntries = (): readonly string[] => readdirSync(join(cacheFolder, "tools")).map((name) => `tools/${name}`);

/** The entry of a tool of the table, whatever its version: `smollm2` → `tools/smollm2-135m-instruct-…`. */
export function toolEntry(name: string): string {
  const found = toolEntries().find((entry) => entry.startsWith(`tools/${name}`));
  if (found === undefined) throw new Error(`the cache has no tool ${name}`);
  return found;
}
