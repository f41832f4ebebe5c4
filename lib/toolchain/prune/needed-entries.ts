import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { table } from "../rows/table.ts";
import { platforms } from "../names/tool.ts";
import type { CacheEntry } from "./cache-entry.ts";

/**
 * Whether this checkout needs an entry: its table names the tool in that version, one of its stacks has a link to it, or one of
 * their depots lists the pack.
 */
export function neededEntries(stacksFolder: string): (entry: CacheEntry) => boolean {
  const needed = new Set<string>([
    ...table.flatMap(({ name, version }) => platforms.map((platform) => `${name}-${version}-${platform}`)),
    ...(existsSync(stacksFolder) ? readdirSync(stacksFolder) : []).flatMap((stack) => [
      ...linked(join(stacksFolder, stack, "artifacts")),
      ...listed(join(stacksFolder, stack, "depot.json")),
    ]),
  ]);
  return ({ kind, label, sha256 = "" }) => needed.has(kind === "tool" ? label : sha256);
}

/** There are checksum files beside the links. */
const linked = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isSymbolicLink())
        .map(({ name }) => basename(readlinkSync(join(folder, name))))
    : [];

const listed = (file: string): readonly string[] =>
  existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as readonly { sha256: string }[]).map(({ sha256 }) => sha256)
    : [];
